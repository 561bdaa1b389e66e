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
    private int _pending;

    static Effects() => AppContext.SetData("Fusionize.Equality.Effect", (Action<string, string>)((run, label) => Runs[run].Add(label)));

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

    /// <summary>Waits for detached work where no function does: each announces itself before it is handed over, and its end.</summary>
    public async Task DrainAsync()
    {
        while (Volatile.Read(ref _pending) > 0)
            await Task.Delay(1);
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
}
