using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace InheritanceMixesKinds;

public abstract class Root<T>
{
    public T? Value { get; set; }
    public virtual string Name { get; init; } = "root";
}

public class Middle<T> : Root<List<T>>
{
    public override string Name { get => base.Name + "!"; init => base.Name = value; }
}

public sealed class Leaf : Middle<string>
{
    public new required string Name { get; init; }
    public int Count { get; set; }
}

public static class Tasks
{
    [FusionTask(Name = "InheritanceMixesKinds.Take")]
    public static Task<string> Take(Leaf leaf) => Task.FromResult($"{leaf.Name} {leaf.Value?.Count} {leaf.Count}"); // FZ0013

    [FusionTask(Entry = true, Name = "InheritanceMixesKinds.Run")]
    public static Task<string> Run() => Take(new() { Name = "leaf", Value = ["a"], Count = 2 });
}
