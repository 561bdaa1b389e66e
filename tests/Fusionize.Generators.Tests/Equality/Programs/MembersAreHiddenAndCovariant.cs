using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace MembersAreHiddenAndCovariant;

public abstract record Animal(string Name)
{
    public abstract Animal Parent();

    public virtual object Tag => "animal";
}

public sealed record Cat(string Name, int Lives) : Animal(Name)
{
    public override Cat Parent() => this with { Name = "old " + Name };

    [System.Text.Json.Serialization.JsonIgnore]
    public override string Tag => "cat";

    public int this[int index] => Lives + index;
}

public static class Tasks
{
    [FusionTask(Name = "MembersAreHiddenAndCovariant.Take")]
    public static Task<Cat> Take(Cat cat) => Task.FromResult(cat.Parent());

    [FusionTask(Entry = true, Name = "MembersAreHiddenAndCovariant.Run")]
    public static async Task<string> Run()
    {
        var cat = await Take(new("Tom", 9));
        return $"{cat.Name} {cat[1]} {cat.Tag}";
    }
}
