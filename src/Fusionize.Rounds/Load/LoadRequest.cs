namespace Fusionize.Rounds.Load;

/// <summary>One request of a run.</summary>
/// <param name="Number">Counted from 1 over the whole run.</param>
/// <param name="Kind">Index of the request in the mix.</param>
public readonly record struct LoadRequest(int Number, int Kind);
