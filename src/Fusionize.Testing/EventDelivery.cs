namespace Fusionize.Testing;

/// <summary>What became of the messages of an event.</summary>
/// <param name="Failed">
/// The positions of the messages that failed, from 0: a queue or stream would deliver them again. Of an event that comes alone, such as that of a
/// schedule, <c>[0]</c> if a task failed.
/// </param>
public sealed record EventDelivery(IReadOnlyList<int> Failed)
{
    /// <summary>Whether nothing failed.</summary>
    public bool Succeeded => Failed.Count == 0;
}
