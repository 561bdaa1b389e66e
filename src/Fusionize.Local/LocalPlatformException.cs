namespace Fusionize.Local;

/// <summary>The platform can't start or run. <see cref="Code"/> is FZ14xx.</summary>
public sealed class LocalPlatformException(string code, string message, Exception? inner = null) : Exception($"{code}: {message}", inner)
{
    public const string PortInUse = "FZ1401";
    public const string Unsupported = "FZ1402";
    public const string DataDirectoryUnusable = "FZ1403";

    public string Code { get; } = code;
}
