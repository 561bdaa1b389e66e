namespace Fusionize.Benchmarks.ColdStart;

/// <summary>A way to package functions, as a project says it.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Framework">Native programs need net9.0 where the feed has no native runtime for net10.0.</param>
/// <param name="Properties">Of the application's project.</param>
/// <param name="HandWritten">Of a hand-written function's project, where it takes others for the same.</param>
internal sealed record Mode(string Name, string Framework, string Properties, string HandWritten)
{
    private const string ForLinux =
        "<RuntimeIdentifier>linux-x64</RuntimeIdentifier><DisableTransitiveFrameworkReferenceDownloads>true</DisableTransitiveFrameworkReferenceDownloads>";
    private const string ReadyToRunProperties = "<PublishReadyToRun>true</PublishReadyToRun><SelfContained>false</SelfContained>" + ForLinux;
    private const string NativeProperties = "<PublishAot>true</PublishAot>" + ForLinux;

    public static readonly Mode Linked = new("linked", "net10.0", "", "");
    public static readonly Mode ReadyToRun = new("ReadyToRun", "net10.0", ReadyToRunProperties, ReadyToRunProperties);
    public static readonly Mode SelfContained = new(
        "self-contained",
        "net10.0",
        "<SelfContained>true</SelfContained>" + ForLinux,
        "<PublishTrimmed>true</PublishTrimmed><TrimMode>full</TrimMode>" + ForLinux
    );
    public static readonly Mode Native = new(
        "native",
        "net10.0",
        NativeProperties,
        NativeProperties + "<OptimizationPreference>Size</OptimizationPreference>"
    );

    public static readonly Mode[] All = [Linked, ReadyToRun, SelfContained, Native];

    public bool BringsRuntime => this == SelfContained || this == Native;

    public override string ToString() => Name;
}
