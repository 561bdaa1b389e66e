using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Runtime.ExceptionServices;
using Fusionize.Setups;
using Fusionize.Testing.Groups;

namespace Fusionize.Testing;

/// <summary>All groups of a setup, with the delivery of requests between them.</summary>
internal sealed class Platform : IDisposable
{
    private readonly FusionizedAppOptions _options;
    private readonly FrozenDictionary<string, Group> _groups;
    private readonly ConcurrentQueue<TaskInvocation> _invocations = new();
    private readonly ConcurrentQueue<FailedWork> _failedWork = new();
    private readonly ConcurrentQueue<string> _log = new();
    private readonly ConcurrentQueue<byte[]> _entries = new();
    private readonly Lock _gate = new();
    private TaskCompletionSource _idle = NewIdle(isIdle: true);
    private int _running;

    public Platform(AppFiles app, FusionSetup setup, FusionizedAppOptions options)
    {
        _options = options;
        var manifest = app.Read(setup.App);
        CheckShared(app, options);
        var groups = new Group?[setup.Groups.Length];
        var failures = new ConcurrentQueue<(int Index, Exception Failure)>();
        // Each group loads and compiles its own code, so they start in parallel.
        Parallel.For(0, groups.Length, i =>
        {
            try
            {
                groups[i] = Start(app, GroupStart.Of(manifest, app.Host, setup, setup.Groups[i], options.Provided));
            }
            catch (Exception e)
            {
                failures.Enqueue((i, e));
            }
        });
        if (!failures.IsEmpty)
        {
            foreach (var group in groups)
                group?.Unload();
            // Reports the error of the first failed group, so that each run reports the same error.
            ExceptionDispatchInfo.Throw(failures.MinBy(static f => f.Index).Failure);
        }
        _groups = Enumerable.Range(0, groups.Length).ToFrozenDictionary(i => setup.Groups[i].Name, i => groups[i]!, StringComparer.Ordinal);
    }

    public IReadOnlyList<TaskInvocation> Invocations => [.. _invocations];

    public IReadOnlyList<FailedWork> FailedWork => [.. _failedWork];

    public IReadOnlyList<string> Log => [.. _log];

    public IReadOnlyList<LogEntry> LogEntries => [.. _entries.Select(static e => LogEntryReader.Read(e))];

    /// <summary>Completes when no function is running and no asynchronous request is waiting.</summary>
    public Task Idle
    {
        get
        {
            lock (_gate)
                return _idle.Task;
        }
    }

    /// <summary>Runs a request from outside. It can only reach the entry.</summary>
    public Task<Answer> InvokeAsync(string function, string entry, byte[] payload) => RunAsync(_groups[function], payload, 0, entry);

    /// <summary>Delivers an event to an entry's function.</summary>
    /// <param name="function">The group.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="payload">The event.</param>
    /// <param name="isRepeated">Whether a failure is repeated like that of an asynchronous invocation.</param>
    public Task<Answer> DeliverAsync(string function, string entry, byte[] payload, bool isRepeated) =>
        RunAsync(_groups[function], payload, isRepeated ? _options.AsyncRetries : 0, entry, isRepeated);

    /// <summary>Runs a request of a function. An asynchronous request gets its response as soon as it is accepted.</summary>
    public async Task<Answer> CallAsync(string function, bool isEvent, byte[] payload)
    {
        if (!isEvent)
            return await RunAsync(_groups[function], payload, 0, entry: null).ConfigureAwait(false);
        _ = Observe(RunAsync(_groups[function], payload, _options.AsyncRetries, entry: null, isEvent));
        return new Answer([], null);
    }

    public void Dispose()
    {
        foreach (var group in _groups.Values)
            group.Unload();
    }

    private Group Start(AppFiles app, GroupStart start) =>
        new(
            start,
            app.Paths,
            _options.SharedAssemblies,
            CallAsync,
            line => _invocations.Enqueue(TraceReader.Read(line)),
            _log.Enqueue,
            _entries.Enqueue
        );

    private async Task<Answer> RunAsync(Group group, byte[] payload, int retries, string? entry, bool isEvent = false)
    {
        Began();
        try
        {
            var requestId = Guid.NewGuid().ToString();
            for (var redeliveries = 0; ; redeliveries++)
            {
                var deadline = _options.Timeout is { } timeout ? DateTimeOffset.UtcNow.Add(timeout).ToUnixTimeMilliseconds() : 0;
                var answer = await group.RunAsync(payload, deadline, entry, requestId, redeliveries).ConfigureAwait(false);
                if (answer.Failure is null)
                    return answer;
                if (redeliveries < retries)
                    continue;
                if (isEvent)
                    _failedWork.Enqueue(FailureReader.Read(payload, answer.Body, redeliveries + 1, entry));
                return answer;
            }
        }
        finally
        {
            Ended();
        }
    }

    private async Task Observe(Task work)
    {
        try
        {
            await work.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _log.Enqueue($"An asynchronous request failed: {e}");
        }
    }

    private void Began()
    {
        lock (_gate)
        {
            if (_running++ == 0)
                _idle = NewIdle(isIdle: false);
        }
    }

    private void Ended()
    {
        lock (_gate)
        {
            if (--_running == 0)
                _idle.SetResult();
        }
    }

    private static TaskCompletionSource NewIdle(bool isIdle)
    {
        var idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (isIdle)
            idle.SetResult();
        return idle;
    }

    private static void CheckShared(AppFiles app, FusionizedAppOptions options)
    {
        var shared = options.SharedAssemblies;
        if (app.Assemblies.Select(Path.GetFileNameWithoutExtension).FirstOrDefault(a => shared.Contains(a!)) is { } assembly)
            throw new InvalidOperationException(
                $"'{assembly}' has tasks, so every group gets its own copy of it and it can't be shared. "
                    + $"Declare what the test shares or provides in another project."
            );
    }
}
