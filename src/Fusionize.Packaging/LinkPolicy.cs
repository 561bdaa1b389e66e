namespace Fusionize.Packaging;

/// <summary>How much of a group's assemblies the linker may trim.</summary>
public enum LinkPolicy
{
    /// <summary>The application's assemblies and trimmable packages are trimmed; others are kept whole or left out.</summary>
    Safe,

    /// <summary>Every assembly is trimmed.</summary>
    All,

    /// <summary>Nothing is trimmed: every zip has everything.</summary>
    None,
}
