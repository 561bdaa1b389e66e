using System.Collections.Immutable;
using Fusionize.Build.Fusing;
using Fusionize.Packaging;
using Fusionize.Packaging.Reaching;
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
        _app = app;
        var assembly = Path.Combine(_folder, app.Compilation.AssemblyName + ".dll");
        File.WriteAllBytes(assembly, image);
        _cutter = new HostCutter(Compile(app, image, _folder, isOptimized: true), [assembly, .. App.FrameworkFiles]);
    }

    /// <summary>Compiles the host of all tasks into a folder. It can be cut if it is optimized.</summary>
    public static string Compile(Built app, byte[] image, string folder, bool isOptimized)
    {
        GC.KeepAlive(s_linker);
        var slice = SlicePlan.Application("iot", [(app.Compilation.AssemblyName!, app.Manifest)]);
        var host = Path.Combine(folder, Names.HostAssembly + ".dll");
        var source = Group.HostApp(app, slice, MetadataReference.CreateFromImage(image)) with { IsOptimized = isOptimized };
        var named = NamedIn(image, folder, slice);
        do
        {
            source = source with { Sources = [("FusionJson.cs", JsonContextSource.Write(slice.Types, named))] };
            File.WriteAllBytes(host, source.Emit());
            var gaps = JsonGaps.Of(host);
            if (gaps.Count == 0)
                return host;
            Assert.NotEmpty(gaps.Except(named));
            named = [.. named.Union(gaps)];
        } while (true);
    }

    /// <summary>The types that a build gives names of their own.</summary>
    private static ImmutableArray<string> NamedIn(byte[] image, string folder, Slice slice)
    {
        var file = Path.Combine(folder, "app.dll");
        File.WriteAllBytes(file, image);
        using (var assemblies = new AppAssemblies([file]))
            return JsonNames.Of(assemblies, slice.Types);
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
