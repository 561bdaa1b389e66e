using Fusionize.Packaging;
using Fusionize.Shared;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Tests.Infrastructure;

/// <summary>A group of an application: its slice and its host.</summary>
internal static class Group
{
    /// <summary>A group's host, as the build lays it out, after both generators.</summary>
    public static Built Host(Built app, Slice slice, params MetadataReference[] references) => new App
    {
        Assembly = Names.HostAssembly,
        Kind = OutputKind.ConsoleApplication,
        Sources = [("FusionJson.cs", JsonContextSource.Write(slice.Types))],
        References = [app.Reference(), .. references],
        Slice = SliceText.Write(slice),
        OtherGenerators = [App.JsonGenerator()],
    }.Build();

    public static Slice Cut(Built app, string[] local, string[] entries, params string[] remoteAsync) =>
        SlicePlan.Create("iot", [(app.Compilation.AssemblyName!, app.Manifest)], local[0], local, entries, remoteAsync);
}
