namespace Fusionize.Packaging;

/// <summary>The runtime in a zip.</summary>
public enum FunctionMode
{
    /// <summary>Assemblies only; the platform has the framework.</summary>
    Managed,

    /// <summary>Assemblies, the runtime, and the used part of the framework.</summary>
    SelfContained,

    /// <summary>One native program.</summary>
    Native,
}
