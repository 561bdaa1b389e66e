namespace Fusionize.Setups.Manifests;

/// <summary>Numbers are never reused.</summary>
public static class PackagingCodes
{
    /// <summary>No assembly of the application declares a task.</summary>
    public const string NoTasks = "FZ1001";

    /// <summary>Two tasks of different assemblies share an id.</summary>
    public const string DuplicateTask = "FZ1002";

    /// <summary>An assembly's manifest was written by another version.</summary>
    public const string BadManifest = "FZ1003";

    /// <summary>The application's name doesn't fit the grammar.</summary>
    public const string BadAppName = "FZ1004";

    /// <summary>The linker failed.</summary>
    public const string LinkFailed = "FZ1005";

    /// <summary>A packed file is missing, or two files have the same path in the zip.</summary>
    public const string BadContent = "FZ1006";

    /// <summary>fusion-manifest.json is invalid.</summary>
    public const string BadFusionManifest = "FZ1007";

    /// <summary>A call in the program goes to a task that no assembly declares.</summary>
    public const string UnknownCallee = "FZ1008";

    /// <summary>The ahead-of-time compiler failed.</summary>
    public const string CompileFailed = "FZ1010";

    /// <summary>The linker can't prove that a call works in the linked function.</summary>
    public const string LinkWarning = "FZ1011";

    /// <summary>A function's program starts, but doesn't ask for a request.</summary>
    public const string DoesNotStart = "FZ1012";

    // FZ1013, the compiler is too old for the compiler plug-in: Fusionize.Build.targets.

    /// <summary>The build has no such group.</summary>
    public const string UnknownGroup = "FZ1014";

    /// <summary>The code that is generated for functions doesn't compile.</summary>
    public const string HostFailed = "FZ1016";

    /// <summary>Code uses a task's method without going through a switch.</summary>
    public const string OverlookedCall = "FZ1020";

    /// <summary>A method is marked as a task, but it is in no manifest.</summary>
    public const string UnlistedTask = "FZ1021";

    // FZ1022, the project's assembly has the name of an assembly of this product: Fusionize.Build.targets. FZ1026, the framework or language version
    // is too old: Fusionize.Build.targets.

    /// <summary>The project's configuration of its functions is invalid.</summary>
    public const string BadConfiguration = "FZ1023";

    // FZ1024, a project with tasks has no entry task: Fusionize.Build.targets.

    /// <summary>A file or folder of the build can't be written or read.</summary>
    public const string File = "FZ1025";

    /// <summary>The folder contains no build.</summary>
    public const string NoBuild = "FZ1015";

    /// <summary>This mode, architecture or framework can't be built here.</summary>
    public const string Unsupported = "FZ1009";
}
