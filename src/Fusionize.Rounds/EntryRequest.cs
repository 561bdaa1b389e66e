using Fusionize.Packaging;
using Fusionize.Setups;

namespace Fusionize.Rounds;

/// <summary>A request to an entry task in the form that its function expects.</summary>
/// <param name="Function">The task's own function.</param>
public sealed record EntryRequest(string Task, string Function, ReadOnlyMemory<byte> Payload)
{
    /// <param name="task">The entry task; null: the first one.</param>
    /// <param name="body">The task's argument, or, if it has several parameters, an object with them.</param>
    public static EntryRequest For(FusionManifest manifest, string? task, ReadOnlyMemory<byte> body)
    {
        var entries = manifest.Tasks.Where(t => t.Entry).ToList();
        var entry = task is null ? entries.FirstOrDefault() : entries.Find(t => t.Id == task);
        if (entry is null)
        {
            throw entries.Count == 0
                ? new FusionizeException(
                    RoundCodes.NoEntry,
                    null,
                    $"application '{manifest.App}' has no entry task",
                    "mark the task that requests come to with [FusionTask(Entry = true)]"
                )
                : new FusionizeException(
                    RoundCodes.NoEntry,
                    null,
                    $"application '{manifest.App}' has no entry task '{task}'",
                    $"it has {string.Join(", ", entries.Select(e => e.Id))}"
                );
        }
        var home = manifest.Groups.First(g => g.Entries.Contains(entry.Id));
        return new(entry.Id, home.FunctionOf(entry.Id), body);
    }
}
