using Fusionize.Setups.Files;

namespace Fusionize.Setups.Stores;

/// <summary>The sources of a build's setup.</summary>
/// <param name="App">The application's name.</param>
/// <param name="File">A setup file; it takes precedence over the store.</param>
/// <param name="Store">A setup store.</param>
/// <param name="Require">Whether a store that can't be reached is an error rather than a warning.</param>
/// <param name="Timeout">The time limit of the store.</param>
public sealed record PullRequest(string App, string? File, string? Store, bool Require, TimeSpan Timeout);

/// <param name="File">The file with the setup; null for the built-in initial setup.</param>
/// <param name="Warning">Why it isn't the requested setup.</param>
public sealed record PulledSetup(string? File, StoreException? Warning = null)
{
    /// <summary>The setup in the file if it was already read; not checked against the application.</summary>
    public FusionSetup? Setup { get; init; }
}

/// <summary>Downloads setups to <c>obj/fusion</c> and saves the last one that a build accepted.</summary>
public sealed class SetupPull(string directory)
{
    private readonly string _lastGood = Path.Combine(directory, "setup.json");
    private readonly string _origin = Path.Combine(directory, "setup.origin");
    private readonly string _cache = Path.Combine(directory, "setups");

    // The store's local copies. With them an unchanged setup takes one request, with the response 304.
    private readonly string _objects = Path.Combine(directory, "objects");

    /// <summary>
    /// If the store is unreachable, returns the last good setup and a warning. If the store contains a broken setup, that is an error, because
    /// otherwise all later builds would silently use the old setup.
    /// </summary>
    /// <param name="request">The sources of the setup.</param>
    /// <param name="open">Opens the store at a location, with a folder for its local copies.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task<PulledSetup> PullAsync(PullRequest request, Func<string, string, SetupStore> open, CancellationToken cancellation)
    {
        if (!string.IsNullOrEmpty(request.File))
            return new PulledSetup(Path.GetFullPath(request.File));
        if (string.IsNullOrEmpty(request.Store))
            return new PulledSetup(null);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(request.Timeout);
        try
        {
            using var store = open(request.Store, _objects);
            return await PullAsync(request, store, timeout.Token);
        }
        catch (StoreException e) when (IsTemporary(e) && !request.Require)
        {
            return LastGood(request, e);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            var e = new StoreException(StoreCodes.Unreachable, request.Store, $"The store didn't answer within {request.Timeout.TotalSeconds:0} s.");
            return request.Require ? throw e : LastGood(request, e);
        }
    }

    /// <summary>Saves the setup of a build as the last good one.</summary>
    public void Accept(FusionSetup setup, string? store)
    {
        WholeFile.WriteIfChanged(_lastGood, setup.ToJson());
        WholeFile.WriteIfChanged(_origin, store ?? "");
    }

    private async Task<PulledSetup> PullAsync(PullRequest request, SetupStore store, CancellationToken cancellation)
    {
        if (await store.GetCurrentAsync(cancellation) is not { } current)
        {
            if (!HasLastGood(request))
                return new PulledSetup(null);
            // A folder that isn't mounted looks like an empty store.
            throw new StoreException(
                StoreCodes.NotFound,
                store.Location,
                $"The store held a setup before and has none now.",
                $"if that is intended, delete {_lastGood}"
            );
        }
        // Setups are immutable, so an existing copy isn't downloaded again. Only the pointer is read each time.
        var file = Path.Combine(_cache, current.SetupId + ".json");
        if (ReadWhole(file, current.SetupId) is not { } setup)
        {
            setup = await store.GetSetupAsync(current.SetupId, cancellation);
            if (Directory.Exists(_cache))
                Directory.Delete(_cache, recursive: true);
            WholeFile.WriteIfChanged(file, setup.ToJson());
        }
        return new PulledSetup(file) { Setup = setup };
    }

    private PulledSetup LastGood(PullRequest request, StoreException why)
    {
        return new PulledSetup(HasLastGood(request) ? _lastGood : null, why);
    }

    private bool HasLastGood(PullRequest request) => File.Exists(_lastGood) && File.Exists(_origin) && File.ReadAllText(_origin) == request.Store;

    private static bool IsTemporary(StoreException e) => e.Code is StoreCodes.Unreachable or StoreCodes.Busy or StoreCodes.NotFound;

    /// <summary>The setup in a file; null if the file is damaged or missing.</summary>
    private static FusionSetup? ReadWhole(string file, string id)
    {
        try
        {
            return File.Exists(file) && FusionSetup.Parse(File.ReadAllBytes(file), file) is var setup && setup.Id == id ? setup : null;
        }
        catch (SetupException)
        {
            return null;
        }
    }
}
