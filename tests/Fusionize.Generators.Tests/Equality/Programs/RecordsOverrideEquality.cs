using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace RecordsOverrideEquality;

public sealed record Loose(string Name, int Number)
{
    public bool Equals(Loose? other) => other is not null && Name.Equals(other.Name, StringComparison.OrdinalIgnoreCase);

    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Name);
}

public static class Tasks
{
    [FusionTask(Name = "RecordsOverrideEquality.Take")]
    public static Task<string> Take(HashSet<Loose> set, Dictionary<string, Loose> map) =>
        Task.FromResult($"{set.Count} {set.Contains(new("A", 9))} {map["x"] == new Loose("B", 0)}");

    [FusionTask(Entry = true, Name = "RecordsOverrideEquality.Run")]
    public static Task<string> Run() => Take([new("a", 1), new("A", 2)], new() { ["x"] = new("b", 3) });
}
