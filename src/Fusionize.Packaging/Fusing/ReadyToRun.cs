using System.Reflection.PortableExecutable;

namespace Fusionize.Packaging.Fusing;

/// <summary>Assemblies that contain compiled code in addition to IL.</summary>
public static class ReadyToRun
{
    public static bool IsCompiled(string assembly)
    {
        using var stream = File.OpenRead(assembly);
        using var pe = new PEReader(stream);
        return pe.PEHeaders.CorHeader is { ManagedNativeHeaderDirectory.Size: > 0 };
    }
}
