using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace GenericConstraintsMeetTasks;

public interface IKeyed<TKey>
    where TKey : IEquatable<TKey>
{
    TKey Key { get; }
}

public sealed record Item(string Key, int Count) : IKeyed<string>;

public sealed record Page<TItem, TKey>(IReadOnlyList<TItem> Items, TKey? Next)
    where TItem : class, IKeyed<TKey>
    where TKey : IEquatable<TKey>;

public static class Tasks
{
    [FusionTask(Name = "GenericConstraintsMeetTasks.Take")]
    public static Task<Page<Item, string>> Take(Page<Item, string> page) => Task.FromResult(page with { Next = page.Items[^1].Key });

    private static async Task<string> Last<TItem, TKey>(Func<Task<Page<TItem, TKey>>> load)
        where TItem : class, IKeyed<TKey>
        where TKey : IEquatable<TKey> => $"{(await load()).Next}";

    [FusionTask(Entry = true, Name = "GenericConstraintsMeetTasks.Run")]
    public static Task<string> Run() => Last(() => Take(new([new("a", 1), new("b", 2)], null)));
}
