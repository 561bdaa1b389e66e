namespace Fusionize.Deployment;

/// <summary>The errors of a deployment. Numbers are never reused.</summary>
public static class DeployCodes
{
    /// <summary>A zip is missing or differs from the manifest: the build was interrupted, or the folder has files of two builds.</summary>
    public const string BadBuild = "FZ1301";

    /// <summary>The platform refused a call, or was unreachable.</summary>
    public const string CallFailed = "FZ1302";

    /// <summary>A function must be created, but no role was given.</summary>
    public const string NoRole = "FZ1303";

    /// <summary>A function didn't become ready in time, or its update failed.</summary>
    public const string NotReady = "FZ1304";

    /// <summary>A function of the new setup failed its test. Live traffic was not moved.</summary>
    public const string SmokeFailed = "FZ1305";

    /// <summary>A function's environment variables exceed the platform's limit.</summary>
    public const string EnvironmentTooLarge = "FZ1306";

    /// <summary>Another deployment keeps changing the same function.</summary>
    public const string Contended = "FZ1307";

    /// <summary>There is no such setup on the platform, or none to roll back to.</summary>
    public const string NoSuchSetup = "FZ1308";

    /// <summary>A zip is too large for a direct upload.</summary>
    public const string ZipTooLarge = "FZ1309";

    /// <summary>The new setup failed under live traffic and was taken back.</summary>
    public const string TakenBack = "FZ1310";

    /// <summary>An option of the deployment has an invalid value.</summary>
    public const string BadOption = "FZ1311";

    /// <summary>Another deployment of the application is running.</summary>
    public const string Locked = "FZ1312";

    /// <summary>This deployment was suspended for so long that another one took its lock.</summary>
    public const string LockLost = "FZ1313";

    /// <summary>There were too few requests to prove that the new release is no worse than the old one. It was taken back.</summary>
    public const string NotJudged = "FZ1314";

    /// <summary>The build has no entry task.</summary>
    public const string NoEntry = "FZ1315";

    /// <summary>A trigger needs something that a deployment can't make or find.</summary>
    public const string BadTrigger = "FZ1316";
}
