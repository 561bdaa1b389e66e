namespace Fusionize.Simulation;

/// <summary>
/// Takes turns by weight: after any number of turns, each one has had its share to within one turn. Random choices would give other shares in each
/// run.
/// </summary>
public sealed class WeightedTurns
{
    private readonly double[] _shares;
    private readonly long[] _had;
    private long _turns;

    /// <param name="weights">At least one, none below zero. Without any above zero all are equal.</param>
    public WeightedTurns(IEnumerable<double> weights)
    {
        double[] all = [.. weights];
        if (all.Length == 0 || all.Any(w => !(w >= 0) || !double.IsFinite(w)))
            throw new ArgumentException("Weights must be finite numbers of at least zero, one or more.", nameof(weights));
        var total = all.Sum();
        _shares = [.. all.Select(w => total > 0 ? w / total : 1.0 / all.Length)];
        _had = new long[all.Length];
    }

    /// <summary>The index of the next turn: the one furthest behind its share; of equal ones, the first.</summary>
    public int Next()
    {
        _turns++;
        var (next, most) = (0, double.NegativeInfinity);
        for (var i = 0; i < _shares.Length; i++)
        {
            var behind = _shares[i] * _turns - _had[i];
            // Equal up to rounding.
            if (behind > most + 1e-9)
                (next, most) = (i, behind);
        }
        _had[next]++;
        return next;
    }
}
