namespace Fusionize.Live.Feeds;

/// <summary>How fast a counter grew in the last seconds.</summary>
internal sealed class CounterRate
{
    private const long WindowMs = 5_000;
    private readonly Queue<(long Time, long Value)> _samples = new();

    /// <summary>Adds a sample and returns the rate per second; 0 with the first one.</summary>
    public double Next(long now, long value)
    {
        while (_samples.Count > 1 && now - _samples.Peek().Time > WindowMs)
            _samples.Dequeue();
        // Nobody looked for a while: the rate since then would be a mean over that time.
        if (_samples.Count == 1 && now - _samples.Peek().Time > 2 * WindowMs)
            _samples.Clear();
        _samples.Enqueue((now, value));
        var (time, first) = _samples.Peek();
        return now > time ? Math.Max(0, value - first) * 1000.0 / (now - time) : 0;
    }
}
