using Fusionize.Build.Fusing;
using Fusionize.Packaging;
using Fusionize.Shared;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Tests.Infrastructure;

/// <summary>An application's host as a build makes it: compiled once for all tasks, and cut for each group.</summary>
internal sealed class AppHost : IDisposable
{
    // Makes the linker's assemblies known, of which the cutter uses one.
    private static readonly Linker s_linker = new(Path.Combine(AppContext.BaseDirectory, "illink", "illink.dll"));

    private readonly string _folder = Directory.CreateTempSubdirectory("fusionize-host-").FullName;
    private readonly Built _app;
    private readonly HostCutter _cutter;

    /// <param name="app">The application.</param>
    /// <param name="image">Its assembly.</param>
    public AppHost(Built app, byte[] image)
    {
        GC.KeepAlive(s_linker);
        _app = app;
        var name = app.Compilation.AssemblyName!;
        var assembly = Path.Combine(_folder, name + ".dll");
        File.WriteAllBytes(assembly, image);
        var slice = SlicePlan.Application("iot", [(name, app.Manifest)]);
        var host = Path.Combine(_folder, Names.HostAssembly + ".dll");
        var source = Group.HostApp(app, slice, MetadataReference.CreateFromImage(image));
        File.WriteAllBytes(host, source.Emit());
        while (JsonGaps.Of(host) is { Count: > 0 } gaps)
        {
            source = source with { Sources = [("FusionJson.cs", JsonContextSource.Write(slice.Types, gaps))] };
            File.WriteAllBytes(host, source.Emit());
        }
        _cutter = new HostCutter(host, [assembly, .. App.FrameworkFiles]);
    }

    /// <param name="tasks">What the group has and serves.</param>
    public byte[] Cut(IReadOnlyList<string> tasks)
    {
        var slice = Group.Cut(_app, [.. tasks], [.. tasks]);
        var texts = new Dictionary<string, string> { [HostParts.Group] = slice.Group, [HostParts.DefaultTask] = slice.DefaultTask };
        var output = Path.Combine(_folder, "cut.dll");
        _cutter.Cut(new GroupParts(texts, HostParts.Of(slice).ToHashSet(StringComparer.Ordinal)), output);
        return File.ReadAllBytes(output);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
