using Fusionize.Generators.Tests.Infrastructure;

namespace Fusionize.Generators.Tests.Equality;

/// <summary>A compiled application as a file with its host beside it, which is what Fusionize.Testing starts.</summary>
internal sealed class OnDisk : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("fusionize-equality-").FullName;

    public OnDisk(Built app)
    {
        Assembly = Path.Combine(_directory, app.Compilation.AssemblyName + ".dll");
        var image = app.Image();
        File.WriteAllBytes(Assembly, image);
        var host = Directory.CreateDirectory(Path.Combine(_directory, "fusion-hosts", app.Compilation.AssemblyName!));
        AppHost.Compile(app, image, host.FullName, isOptimized: false);
    }

    public string Assembly { get; }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
