using Fusionize.Packaging;
using Fusionize.Shared;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Tests.Infrastructure;

/// <summary>A group of an application: its slice and its host.</summary>
internal static class Group
{
    /// <summary>A group's host, as the build lays it out, after both generators.</summary>
    public static Built Host(Built app, Slice slice, params MetadataReference[] references) =>
        HostApp(app, slice, [app.Reference(), .. references]).Build();

    /// <summary>The same before the generators.</summary>
    /// <param name="app">The application.</param>
    /// <param name="slice">The group's slice.</param>
    /// <param name="references">The application's assembly and what it needs.</param>
    public static App HostApp(Built app, Slice slice, params MetadataReference[] references) =>
        new()
        {
            Assembly = Names.HostAssembly,
            Kind = OutputKind.ConsoleApplication,
            IsOptimized = true,
            Sources = [("FusionJson.cs", JsonContextSource.Write(slice.Types))],
            References = [.. references],
            Slice = SliceText.Write(slice),
            OtherGenerators = [App.JsonGenerator()],
        };

    public static Slice Cut(Built app, string[] local, string[] entries, params string[] remoteAsync) =>
        SlicePlan.Create("iot", [(app.Compilation.AssemblyName!, app.Manifest)], local[0], local, entries, remoteAsync);
}
