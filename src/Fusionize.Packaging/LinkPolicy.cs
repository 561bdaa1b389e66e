namespace Fusionize.Packaging;

/// <summary>How much of a group's closure the linker may cut.</summary>
public enum LinkPolicy
{
    /// <summary>The application's assemblies and packages that declare themselves trimmable are cut; others are kept whole or left out.</summary>
    Safe,

    /// <summary>Every assembly is cut.</summary>
    All,

    /// <summary>Nothing is cut: every zip holds everything.</summary>
    None,
}
