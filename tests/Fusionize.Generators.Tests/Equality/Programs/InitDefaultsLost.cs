using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Fusionize;

namespace InitDefaultsLost;

public sealed class Query
{
    public int Top { get; init; } = 10;
    public IReadOnlyList<string> Tags { get; init; } = ["d"];
}

public static class Tasks
{
    [FusionTask(Entry = true, Name = "InitDefaultsLost.Ask")]
    public static Task<IReadOnlyList<string>> Ask(Query q) => // FZ0037
        Task.FromResult<IReadOnlyList<string>>([$"Top = {q.Top}, Tags = {(q.Tags is null ? "null" : q.Tags.Count)}"]);

    [FusionTask(Entry = true, Name = "InitDefaultsLost.Run")]
    public static async Task<string> Run() => string.Join(", ", await Ask(new Query { Top = 3 }));
}
