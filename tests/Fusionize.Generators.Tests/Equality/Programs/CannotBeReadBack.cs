using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Linq;
using System.Threading.Tasks;
using Fusionize;

namespace CannotBeReadBack;

public sealed class Wrong
{
    public Wrong(string ident)
    {
        Id = ident;
    }

    public string Id { get; }
}

public sealed class MyList(IEnumerable<int> l) : IReadOnlyCollection<int>
{
    readonly List<int> _l = [.. l];
    public int Count => _l.Count;

    public IEnumerator<int> GetEnumerator() => _l.GetEnumerator();

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
}

public static class Tasks
{
    static async Task<string> Try(string n, Func<Task<int>> f)
    {
        try
        {
            return n + " " + await f();
        }
        catch (Exception e)
        {
            return n + " !! " + e.Message[..60];
        }
    }

    [FusionTask(Name = "CannotBeReadBack.P1")]
    public static Task<int> P1(FrozenDictionary<string, int> x) => Task.FromResult(x.Count); // FZ0012

    [FusionTask(Name = "CannotBeReadBack.P2")]
    public static Task<int> P2(ReadOnlyCollection<int> x) => Task.FromResult(x.Count); // FZ0012

    [FusionTask(Name = "CannotBeReadBack.P3")]
    public static Task<int> P3(IReadOnlySet<int> x) => Task.FromResult(x.Count); // FZ0012

    [FusionTask(Name = "CannotBeReadBack.P4")]
    public static Task<int> P4(ILookup<string, int> x) => Task.FromResult(x.Count); // FZ0012

    [FusionTask(Name = "CannotBeReadBack.P5")]
    public static Task<int> P5(ArraySegment<int> x) => Task.FromResult(x.Count); // FZ0012

    [FusionTask(Name = "CannotBeReadBack.P6")]
    public static Task<int> P6(Wrong x) => Task.FromResult(x.Id.Length); // FZ0012

    [FusionTask(Name = "CannotBeReadBack.P7")]
    public static Task<int> P7(MyList x) => Task.FromResult(x.Count); // FZ0012

    [FusionTask(Entry = true, Name = "CannotBeReadBack.Run")]
    public static async Task<string> Run() =>
        string.Join(
            ", ",
            new[]
            {
                await Try("FrozenDictionary", () => P1(new Dictionary<string, int> { ["a"] = 1 }.ToFrozenDictionary())),
                await Try("ReadOnlyCollection", () => P2(new([1]))),
                await Try("IReadOnlySet", () => P3(new HashSet<int> { 1 })),
                await Try("ILookup", () => P4(new[] { 1 }.ToLookup(i => "o"))),
                await Try("ArraySegment", () => P5(new([1, 2, 3], 1, 2))),
                await Try("ctor parameter name", () => P6(new("i"))),
                await Try("own list", () => P7(new([1]))),
            }
        );
}
