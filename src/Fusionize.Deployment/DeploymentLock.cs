using Fusionize.Setups;
using Fusionize.Setups.Stores;

namespace Fusionize.Deployment;

/// <summary>
/// Prevents two deployments of an application at the same time, by a lease in the setup store. The deployment renews the lease while it runs. If its
/// process dies, the lease expires; processes on the same machine can take it at once.
/// </summary>
public sealed class DeploymentLock : IAsyncDisposable
{
    public static readonly TimeSpan DefaultLifetime = TimeSpan.FromMinutes(2);

    /// <summary>The largest accepted difference between the clocks of two machines.</summary>
    internal static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(15);

    private const int Attempts = 20;

    private readonly SetupStore _store;
    private readonly TimeProvider _time;
    private readonly TimeSpan _lifetime;
    private readonly CancellationTokenSource _ending = new();
    private readonly CancellationTokenSource _lost = new();
    private readonly Task _renewing;
    private StoredLease _held;
    private bool _disposed;

    private DeploymentLock(SetupStore store, StoredLease held, TimeSpan lifetime, TimeProvider time)
    {
        (_store, _held, _lifetime, _time) = (store, held, lifetime, time);
        _renewing = Task.Run(RenewAsync);
    }

    /// <summary>The owner's name for people: user and machine, and in GitHub Actions the run.</summary>
    public static string ThisOwner { get; } =
        Environment.GetEnvironmentVariable("GITHUB_RUN_ID") is { Length: > 0 } run
            ? $"{Environment.UserName}@{Environment.MachineName}, run {run} of {Environment.GetEnvironmentVariable("GITHUB_REPOSITORY")}"
            : $"{Environment.UserName}@{Environment.MachineName}";

    /// <summary>Takes the lock.</summary>
    /// <exception cref="FusionizeException">Somebody else has it (<see cref="DeployCodes.Locked"/>).</exception>
    public static async Task<DeploymentLock> TakeAsync(
        SetupStore store,
        string app,
        string owner,
        TimeSpan? lifetime = null,
        TimeProvider? time = null,
        CancellationToken cancellation = default
    )
    {
        time ??= TimeProvider.System;
        var length = lifetime ?? DefaultLifetime;
        for (var attempt = 1; ; attempt++)
        {
            var there = await store.GetLeaseAsync(app, cancellation);
            var now = time.GetUtcNow();
            if (there?.Lease is { Until: { } until } held && now <= until + ClockSkew && !LeaseProcess.HasEnded(held.Process))
                throw new FusionizeException(
                    DeployCodes.Locked,
                    null,
                    $"'{app}' is being deployed by {held.Owner}, since {held.Since:u}. Unless that deployment renews its lock ({store.Location}), "
                        + $"the lock ends at {until + ClockSkew:u}."
                );
            var lease = new DeployLease(app, Guid.NewGuid().ToString("N"), OneLine.Of(owner), now, now + length, LeaseProcess.Current);
            if (await SetAsync(store, lease, there, cancellation) is { } mine)
                return new(store, mine, length, time);
            if (attempt == Attempts)
                throw new StoreException(StoreCodes.Busy, store.Location, $"Others keep taking the lock of '{app}'.");
        }
    }

    /// <summary>Runs work under the lock; cancels it if the lock is lost.</summary>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _lost.Token);
        try
        {
            return await work(both.Token);
        }
        catch (OperationCanceledException e) when (_lost.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new FusionizeException(
                DeployCodes.LockLost,
                null,
                $"The lock of '{_held.Lease.App}' couldn't be renewed in time, and another deployment may have taken it. Nothing more was changed.",
                inner: e
            );
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        await _ending.CancelAsync();
        await _renewing;
        try
        {
            if (!_lost.IsCancellationRequested)
                await SetAsync(_store, _held.Lease with { Until = null }, _held, CancellationToken.None);
        }
        catch (StoreException)
        {
            // The lease expires by itself.
        }
        _ending.Dispose();
        _lost.Dispose();
    }

    /// <summary>
    /// Writes a lease and returns it as stored; null if somebody else holds it. A write whose response was lost is recognized by its token, so that a
    /// deployment never mistakes its own lease for somebody else's.
    /// </summary>
    private static async Task<StoredLease?> SetAsync(SetupStore store, DeployLease lease, StoredLease? expected, CancellationToken cancellation)
    {
        StoreException? trouble = null;
        try
        {
            await store.TrySetLeaseAsync(lease, expected, cancellation);
        }
        catch (StoreException e)
        {
            trouble = e;
        }
        var there = await store.GetLeaseAsync(lease.App, cancellation);
        if (there?.Lease.Token != lease.Token)
            return trouble is null ? null : throw trouble;
        if (there.Lease == lease)
            return there;
        // An earlier lease of this deployment: the response to its write was lost, or its renewal was interrupted.
        return await store.TrySetLeaseAsync(lease, there, cancellation)
            && await store.GetLeaseAsync(lease.App, cancellation) is { } mine
            && mine.Lease.Token == lease.Token
                ? mine
            : trouble is null ? null
            : throw trouble;
    }

    private async Task RenewAsync()
    {
        while (true)
        {
            try
            {
                await Task.Delay(_lifetime / 4, _time, _ending.Token);
                var renewed = _held.Lease with { Until = _time.GetUtcNow() + _lifetime };
                if (await SetAsync(_store, renewed, _held, _ending.Token) is { } mine)
                {
                    _held = mine;
                    continue;
                }
            }
            catch (OperationCanceledException) when (_ending.IsCancellationRequested)
            {
                return;
            }
            // The store may be available again before the lease ends.
            catch (StoreException) when (_time.GetUtcNow() < _held.Lease.Until)
            {
                continue;
            }
            catch (StoreException) { }
            await _lost.CancelAsync();
            return;
        }
    }
}
