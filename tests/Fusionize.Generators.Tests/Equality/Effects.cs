using System.Collections.Concurrent;

namespace Fusionize.Generators.Tests.Equality;

/// <summary>
/// What a run leaves behind outside of the functions, in the order in which it came there. All copies of the application reach it through the
/// process.
/// </summary>
internal sealed class Effects
{
    private static readonly ConcurrentDictionary<string, Effects> Runs = new();

    private readonly List<string> _labels = [];
    private readonly ConcurrentQueue<Attempt> _attempts = new();
    private readonly ConcurrentDictionary<string, (object? Frame, CancellationToken Token)> _running = new();
    private int _pending;

    static Effects()
    {
        Offer<Action<string, string>>("Effect", (run, label) => Runs[run].Add(label));
        Offer<Action<string, string, string?, int>>("Attempt", (run, path, call, number) => Runs[run]._attempts.Enqueue(new(path, call, number)));
        Offer<Action<string, string, object?, CancellationToken>>("Running", (run, path, frame, token) => Runs[run]._running[path] = (frame, token));
        Offer<Action<string, string, bool>>("TimeIsOver", (run, path, isDetached) => Runs[run].EndTime(path, isDetached));
    }

    private Effects(string run) => Run = run;

    public string Run { get; }

    public static Effects Begin()
    {
        var effects = new Effects(Guid.NewGuid().ToString("n"));
        Runs[effects.Run] = effects;
        return effects;
    }

    public IReadOnlyList<string> Labels
    {
        get
        {
            lock (_labels)
                return [.. _labels];
        }
    }

    /// <summary>The attempts of detached calls, in the order in which they began.</summary>
    public IReadOnlyList<Attempt> Attempts => [.. _attempts];

    /// <summary>Waits for detached work where no function does: each announces itself before it is handed over, and its end.</summary>
    public async Task DrainAsync()
    {
        while (Volatile.Read(ref _pending) > 0)
            await Task.Delay(1);
    }

    private static void Offer<T>(string name, T effect) => AppContext.SetData("Fusionize.Equality." + name, effect);

    /// <summary>What a deadline does, without waiting for one: to detached work, or to an awaited task and all that wait for it.</summary>
    private void EndTime(string path, bool isDetached)
    {
        // The caller first: once its callee has ended, it would go on, and its token might be another request's already.
        var callers = path.Split('/');
        for (var count = isDetached ? callers.Length : 1; count <= callers.Length; count++)
            if (_running.TryGetValue(string.Join('/', callers[..count]), out var running))
                Deadline.Pass(running.Frame, running.Token);
    }

    private void Add(string label)
    {
        switch (label)
        {
            case "+":
                Interlocked.Increment(ref _pending);
                break;
            case "-":
                Interlocked.Decrement(ref _pending);
                break;
            default:
                lock (_labels)
                    _labels.Add(label);
                break;
        }
    }

    /// <summary>An attempt of a detached call.</summary>
    /// <param name="Path">Where the call stands in the program; of callers that were tried again, <c>#</c> and the attempt.</param>
    /// <param name="CallId">The call's id; null where no function runs it.</param>
    /// <param name="Number">The attempt's number; 0 where no function runs it.</param>
    public sealed record Attempt(string Path, string? CallId, int Number);
}
