namespace Fusionize.Packaging;

/// <summary>What a zip brings with it.</summary>
public enum FunctionMode
{
    /// <summary>Assemblies; the platform has the framework.</summary>
    Managed,

    /// <summary>Assemblies and the part of the framework that they use.</summary>
    SelfContained,

    /// <summary>One native program.</summary>
    Native,
}
