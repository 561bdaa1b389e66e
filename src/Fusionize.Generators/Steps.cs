namespace Fusionize.Generators;

/// <summary>Names of the incremental steps, for the tests of caching.</summary>
internal static class Steps
{
    public const string Options = "Fusionize.Options";
    public const string Trees = "Fusionize.Trees";
    public const string Surface = "Fusionize.Surface";
    public const string Files = "Fusionize.Files";
    public const string Models = "Fusionize.Models";
    public const string Tasks = "Fusionize.Tasks";
    public const string Calls = "Fusionize.Calls";
    public const string Manifest = "Fusionize.Manifest";
    public const string Slice = "Fusionize.Slice";
    public const string Host = "Fusionize.Host";
}
