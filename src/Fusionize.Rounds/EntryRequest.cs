using Fusionize.Packaging;
using Fusionize.Rounds.Load;
using Fusionize.Setups;
using Fusionize.Setups.Http;

namespace Fusionize.Rounds;

/// <summary>A request to an entry task in the form that its function expects.</summary>
/// <param name="Function">The task's own function.</param>
public sealed record EntryRequest(string Task, string Function, ReadOnlyMemory<byte> Payload)
{
    /// <summary>The request to the application's HTTP API; null: the function is invoked directly.</summary>
    public MixRequest? Http { get; init; }

    /// <summary>A request of a mix: to an entry, or to the entry of the route that method and path match.</summary>
    public static EntryRequest For(FusionManifest manifest, MixRequest request)
    {
        if (request is { Path: null, Method: null })
            return For(manifest, request.Entry, request.Body);
        var http = request with { Method = request.Method ?? "POST", Path = request.Path ?? "/" };
        return For(manifest, EntryOf(manifest, http), http.Body) with { Http = http };
    }

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
        return new(entry.Id, manifest.FunctionOf(entry.Id), body);
    }

    private static string EntryOf(FusionManifest manifest, MixRequest request)
    {
        var declared = manifest.TaskRoutes;
        var routes = new RouteTable<string>();
        foreach (var route in ApiRoutes.Of(declared))
            routes.Add(route.Key, route.Task);
        var path = Uri.UnescapeDataString(NumberedText.Of(request.Path!.Split('?', '#')[0], 1));
        return routes.Find(request.Method!, path)?.Target
            ?? throw new FusionizeException(
                RoundCodes.NoEntry,
                null,
                $"application '{manifest.App}' has no route for '{request.Method} {request.Path}'",
                declared.Count == 0
                    ? "name the entry task instead of method and path"
                    : $"it has {string.Join(", ", declared.Select(r => $"{r.Method} {r.Template}"))}"
            );
    }
}
