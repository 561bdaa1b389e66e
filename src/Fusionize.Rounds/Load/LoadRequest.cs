namespace Fusionize.Rounds.Load;

/// <summary>One request of a run.</summary>
/// <param name="Number">Counted from 1 over the whole run.</param>
/// <param name="Kind">Which request of the mix, counted from 0.</param>
public readonly record struct LoadRequest(int Number, int Kind);
