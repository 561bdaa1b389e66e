using Fusionize.CompilerServices;

namespace Fusionize.Hosting;

/// <summary>Writes the failures of an event's messages to the log: which message and why, without its content.</summary>
internal static class EventLog
{
    public static void Write(ReceivedEvent received, Exception? error)
    {
        var skipped = 0;
        foreach (var message in received.Messages)
        {
            if (message.IsUnreadable)
                Log.Error(message.Error!.Message);
            else if (message.Error is { } failure)
                Log.Error($"Task '{received.Task}' failed. {message}", failure);
            else if (message.IsFailed)
                skipped++;
        }
        if (received.TakesBatch && error is not null && received.Whole != received.Messages[0])
            Log.Error($"Task '{received.Task}' failed for a batch of {received.Messages.Length} messages of {received.Messages[0].Source}", error);
        if (skipped > 0)
        {
            Log.Error(
                $"Task '{received.Task}' did not handle {skipped} of {received.Messages.Length} messages of {received.Messages[0].Source}. "
                    + "They are delivered again."
            );
        }
    }
}
