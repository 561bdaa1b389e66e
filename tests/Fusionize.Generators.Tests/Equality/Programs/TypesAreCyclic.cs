using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace TypesAreCyclic;

public sealed record Node(string Name, Node? Next, IReadOnlyList<Node> Children, Dictionary<string, Node?> Named);

public sealed record Left(Right? Right);

public sealed record Right(Left? Left, Left[] Lefts);

public static class Tasks
{
    [FusionTask(Name = "TypesAreCyclic.Take")]
    public static Task<Node> Take(Node node, Left left) =>
        Task.FromResult(node with { Name = node.Name + left.Right?.Lefts.Length, Next = node });

    [FusionTask(Entry = true, Name = "TypesAreCyclic.Run")]
    public static async Task<string> Run()
    {
        var taken = await Take(new("a", null, [new("b", null, [], new() { ["x"] = null })], []), new(new(null, [new(null)])));
        return $"{taken.Name} {taken.Next!.Name} {taken.Next.Children[0].Name} {taken.Children[0].Named.Count}";
    }
}
