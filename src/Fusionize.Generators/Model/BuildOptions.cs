namespace Fusionize.Generators.Model;

/// <summary>The few facts about the project that generated code depends on.</summary>
/// <param name="Assembly">The assembly's name.</param>
/// <param name="ProjectDirectory">The project's folder, with a closing slash; empty where it isn't known.</param>
/// <param name="IsSigned">Whether the assembly has a strong name: then it can't make friends without knowing their keys.</param>
/// <param name="IsHost">Whether this compiles a group's host.</param>
/// <param name="CanIntercept">
/// Whether the compiler would take interceptors. It does where the project itself references the package; in one that references an application (its tests), NuGet brings the
/// plug-in but not the package's build settings, and calls stay what they look like.
/// </param>
internal sealed record BuildOptions(string Assembly, string ProjectDirectory, bool IsSigned, bool IsHost, bool CanIntercept);
