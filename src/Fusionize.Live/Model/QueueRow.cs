namespace Fusionize.Live.Model;

/// <summary>A queue of messages.</summary>
/// <param name="Visible">Messages that can be received.</param>
/// <param name="InFlight">Messages that were received and not deleted.</param>
/// <param name="Delayed">Messages that can't be received yet.</param>
public sealed record QueueRow(string Name, long Visible, long InFlight, long Delayed);
