namespace Fusionize.Events;

/// <summary>A message can't be read. Its text says why, without the message's content.</summary>
internal sealed class UnreadableMessageException(string message) : Exception(message);
