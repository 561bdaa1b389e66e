namespace Fusionize.Generators.Model;

/// <summary>The properties of the project that generated code depends on.</summary>
/// <param name="Assembly">The assembly's name.</param>
/// <param name="ProjectDirectory">The project's folder with a slash at the end; empty if unknown.</param>
/// <param name="IsSigned">Whether the assembly has a strong name. Then it can't have friend assemblies without knowing their keys.</param>
/// <param name="IsHost">Whether this compiles a group's host.</param>
/// <param name="CanIntercept">
/// Whether the compiler accepts interceptors. The package's build settings enable them, except in projects in which task calls stay plain method
/// calls, such as tests.
/// </param>
internal sealed record BuildOptions(string Assembly, string ProjectDirectory, bool IsSigned, bool IsHost, bool CanIntercept);
