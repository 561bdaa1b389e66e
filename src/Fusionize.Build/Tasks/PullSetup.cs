using Fusionize.Aws;
using Fusionize.Setups.Stores;
using Microsoft.Build.Framework;

namespace Fusionize.Build.Tasks;

/// <summary>Reads the setup from a file or a store. Except for deployment, this is the only step of a build that may use the network.</summary>
public sealed class PullSetup : FusionizeTask
{
    /// <summary>The application's name; the plan checks it.</summary>
    public string App { get; set; } = "";

    /// <summary>A setup file.</summary>
    public string? Setup { get; set; }

    /// <summary>A folder or <c>s3://bucket/prefix</c>.</summary>
    public string? Store { get; set; }

    /// <summary>Whether an unreachable store is an error.</summary>
    public bool Require { get; set; }

    /// <summary>Time limit of the store, in seconds.</summary>
    public int Timeout { get; set; } = 20;

    /// <summary>The folder of setups.</summary>
    [Required]
    public string Directory { get; set; } = "";

    /// <summary>The file with the setup; empty for the built-in initial setup.</summary>
    [Output]
    public string SetupFile { get; set; } = "";

    protected override async System.Threading.Tasks.Task RunAsync(CancellationToken cancellation)
    {
        // The plan checks the name, if the project is an application.
        if (string.IsNullOrEmpty(App))
            return;
        var pull = new SetupPull(Directory);
        var pulled = await pull.PullAsync(
            new PullRequest(App, Setup, Store, Require, TimeSpan.FromSeconds(Timeout)),
            (store, cache) => SetupStores.Open(store, cache),
            cancellation
        );
        SetupFile = pulled.File ?? "";
        if (pulled.Setup is { } setup)
            PulledSetups.Keep(BuildEngine, SetupFile, setup);
        if (pulled.Warning is { } warning)
            Warning(
                warning,
                pulled.File is null ? "Building the initial setup: one group per task." : $"Building the last good setup, {pulled.File}."
            );
        Log.LogMessage(MessageImportance.Low, "Setup: {0}", pulled.File ?? "built-in, one group per task");
    }
}
