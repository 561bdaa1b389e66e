using System.Globalization;
using System.Runtime.CompilerServices;
using Fusionize.Engine.Files;
using Fusionize.Engine.Optimization.Monitoring;

namespace Fusionize.Engine.Setups;

/// <summary>
/// A store in a folder. Readers need no lock: files appear by rename, whole or not at all. Writers of the pointer take a lock that the
/// operating system frees when its process dies.
/// </summary>
public sealed class FolderSetupStore : ISetupStore
{
    /// <summary>Path in the store of the file that names the current setup.</summary>
    internal const string PointerFile = "setups/current.json";

    private readonly string _setups;
    private readonly string _rounds;
    private readonly string _pointer;
    private readonly TimeSpan _lockTimeout;

    public FolderSetupStore(string folder) : this(folder, TimeSpan.FromSeconds(30)) { }

    internal FolderSetupStore(string folder, TimeSpan lockTimeout)
    {
        Location = Path.GetFullPath(folder);
        _setups = Path.Combine(Location, "setups");
        _rounds = Path.Combine(Location, "rounds");
        _pointer = Path.Combine(Location, PointerFile);
        _lockTimeout = lockTimeout;
    }

    public string Location { get; }

    public async Task<StoredPointer?> GetCurrentAsync(CancellationToken cancellation)
        => await ReadAsync(_pointer, cancellation) is { } content ? StoreJson.ReadPointer(content, _pointer) : null;

    public async Task<FusionSetup> GetSetupAsync(string id, CancellationToken cancellation)
    {
        var file = SetupFile(id);
        return await ReadAsync(file, cancellation) is { } content
            ? StoreJson.ReadSetup(content, id, file)
            : throw new StoreException(StoreCodes.NotFound, Location, $"There is no setup '{id}' in the store.");
    }

    public async Task PutSetupAsync(FusionSetup setup, CancellationToken cancellation)
    {
        var file = SetupFile(setup.Id);
        if (await ReadAsync(file, cancellation) is { } there && IsSetup(there, setup.Id))
            return;
        await WriteAsync(file, SetupJson.Write(setup), cancellation);
    }

    public Task<IReadOnlyList<string>> ListSetupsAsync(CancellationToken cancellation)
        => Task.FromResult<IReadOnlyList<string>>(
            [.. FilesIn(_setups).Select(f => Path.GetFileNameWithoutExtension(f)).Where(id => SetupNames.IsSetupId(id)).Order(StringComparer.Ordinal)]);

    public async Task<bool> TryMoveAsync(string setupId, StoredPointer? expected, SetupPin? pin, CancellationToken cancellation)
    {
        var setup = await GetSetupAsync(setupId, cancellation);
        // Who comes too late needn't queue up to learn it: pointers never come back, their sequence only grows.
        if ((await GetCurrentAsync(cancellation))?.Version != expected?.Version)
            return false;
        return await SwapAsync(_pointer, StoreJson.WritePointer(setup.App, setup.Id, (expected?.Sequence ?? 0) + 1, pin), expected?.Version, cancellation);
    }

    public async Task<StoredLease?> GetLeaseAsync(string app, CancellationToken cancellation)
        => await ReadAsync(LeaseFile(app), cancellation) is { } content ? StoreJson.ReadLease(content, LeaseFile(app)) : null;

    public Task<bool> TrySetLeaseAsync(DeployLease lease, StoredLease? expected, CancellationToken cancellation)
        => SwapAsync(LeaseFile(lease.App), StoreJson.WriteLease(lease), expected?.Version, cancellation);

    public async Task<StoredPlan?> GetPlanAsync(string app, CancellationToken cancellation)
        => await ReadAsync(PlanFile(app), cancellation) is { } content ? StoreJson.ReadPlan(content, app, PlanFile(app)) : null;

    public Task<bool> TrySetPlanAsync(SamplingPlan plan, StoredPlan? expected, CancellationToken cancellation)
        => SwapAsync(PlanFile(plan.App), StoreJson.WritePlan(plan), expected?.Version, cancellation);

    public Task PutRoundAsync(RoundRecord round, CancellationToken cancellation)
        => WriteAsync(RoundFile(round.Round), StoreJson.WriteRound(round), cancellation);

    public async IAsyncEnumerable<RoundRecord> GetRoundsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var numbers = new SortedSet<int>();
        foreach (var file in FilesIn(_rounds))
        {
            if (int.TryParse(Path.GetFileNameWithoutExtension(file), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                numbers.Add(number);
        }
        foreach (var number in numbers)
        {
            var file = RoundFile(number);
            if (await ReadAsync(file, cancellation) is { } content)
                yield return StoreJson.ReadRound(content, file);
        }
    }

    /// <summary>Replaces a file if it is still the expected one (null: if there is none).</summary>
    private async Task<bool> SwapAsync(string file, byte[] content, string? expected, CancellationToken cancellation)
    {
        using (await LockAsync(cancellation))
        {
            var there = await ReadAsync(file, cancellation);
            if ((there is null ? null : StoreJson.Hash(there)) != expected)
                return false;
            await WriteAsync(file, content, cancellation);
            return true;
        }
    }

    private string SetupFile(string id)
        => SetupNames.IsSetupId(id)
            ? Path.Combine(_setups, id + ".json")
            : throw new StoreException(StoreCodes.NotFound, Location, $"'{id}' isn't the id of a setup.");

    private string LeaseFile(string app) => FileOf(app, "locks");

    private string PlanFile(string app) => FileOf(app, "plans");

    private string FileOf(string app, string folder)
        => SetupNames.IsAppName(app)
            ? Path.Combine(Location, folder, app + ".json")
            : throw new StoreException(StoreCodes.NotFound, Location, $"'{app}' isn't the name of an application.");

    private string RoundFile(int number) => Path.Combine(_rounds, number.ToString(CultureInfo.InvariantCulture) + ".json");

    private static bool IsSetup(byte[] content, string id)
    {
        try
        {
            return FusionSetup.Parse(content, id).Id == id;
        }
        catch (SetupException)
        {
            return false;
        }
    }

    private IEnumerable<string> FilesIn(string folder)
    {
        try
        {
            return Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json") : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreachable(e);
        }
    }

    private async Task<byte[]?> ReadAsync(string file, CancellationToken cancellation)
    {
        try
        {
            return await File.ReadAllBytesAsync(file, cancellation);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreachable(e);
        }
    }

    private async Task WriteAsync(string file, byte[] content, CancellationToken cancellation)
    {
        try
        {
            await WholeFile.WriteAsync(file, stream => stream.WriteAsync(content, cancellation).AsTask());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreachable(e);
        }
    }

    private async Task<FileStream> LockAsync(CancellationToken cancellation)
    {
        var file = Path.Combine(_setups, ".lock");
        var deadline = Environment.TickCount64 + (long)_lockTimeout.TotalMilliseconds;
        var random = Random.Shared;
        while (true)
        {
            try
            {
                Directory.CreateDirectory(_setups);
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            // A file held by someone else is a plain IOException; anything derived from it (no such path, …) won't go away by waiting.
            catch (IOException e) when (e.GetType() == typeof(IOException))
            {
                if (Environment.TickCount64 >= deadline)
                    throw new StoreException(StoreCodes.Busy, Location, $"Another process has held the store's lock for {_lockTimeout.TotalSeconds:0} s.", e);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw Unreachable(e);
            }
            await Task.Delay(random.Next(1, 8), cancellation);
        }
    }

    private StoreException Unreachable(Exception e) => new(StoreCodes.Unreachable, Location, $"The store can't be used: {e.Message}", e);
}
