namespace Fusionize.Generators.Model;

/// <summary>The few facts about the project that generated code depends on.</summary>
/// <param name="Assembly">The assembly's name.</param>
/// <param name="ProjectDirectory">The project's folder, with a closing slash; empty where it isn't known.</param>
/// <param name="IsSigned">Whether the assembly has a strong name: then it can't make friends without knowing their keys.</param>
/// <param name="IsHost">Whether this compiles a group's host.</param>
/// <param name="CanIntercept">
/// Whether the compiler would take interceptors. The package's build settings see to that, except in projects whose task calls are meant to be plain
/// method calls, such as tests.
/// </param>
internal sealed record BuildOptions(string Assembly, string ProjectDirectory, bool IsSigned, bool IsHost, bool CanIntercept);
