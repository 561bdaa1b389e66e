using Fusionize.Generators.Tests.Infrastructure;

namespace Fusionize.Generators.Tests.Equality;

/// <summary>A compiled application as a file, which is what Fusionize.Testing starts.</summary>
internal sealed class OnDisk : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("fusionize-equality-").FullName;

    public OnDisk(Built app)
    {
        Assembly = Path.Combine(_directory, app.Compilation.AssemblyName + ".dll");
        File.WriteAllBytes(Assembly, app.Image());
    }

    public string Assembly { get; }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
