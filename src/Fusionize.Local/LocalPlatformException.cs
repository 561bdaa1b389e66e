using Fusionize.Setups;

namespace Fusionize.Local;

/// <summary>The platform can't start or run. The code is FZ14xx.</summary>
public sealed class LocalPlatformException(string code, string message, Exception? inner = null)
    : FusionizeException(code, null, message, inner: inner)
{
    public const string PortInUse = "FZ1401";
    public const string Unsupported = "FZ1402";
    public const string DataDirectoryUnusable = "FZ1403";
}
