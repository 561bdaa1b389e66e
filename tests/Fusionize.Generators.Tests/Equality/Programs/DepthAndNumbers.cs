using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Fusionize;

namespace DepthAndNumbers;

public sealed record Node(int V, Node? Next);

public static class Tasks
{
    static async Task<string> Try(string n, Func<Task<string>> f)
    {
        try
        {
            return n + " " + await f();
        }
        catch (Exception e)
        {
            return n + " !! " + e.Message[..50];
        }
    }

    static Node Chain(int n)
    {
        Node? c = null;
        for (var i = 0; i < n; i++)
            c = new(i, c);
        return c!;
    }

    [FusionTask(Name = "DepthAndNumbers.P1")]
    public static Task<string> P1(Node x)
    {
        var c = 0;
        for (Node? n = x; n is not null; n = n.Next)
            c++;
        return Task.FromResult(c.ToString());
    }

    [FusionTask(Name = "DepthAndNumbers.P2")]
    public static Task<string> P2(double x) => Task.FromResult(x.ToString());

    [FusionTask(Entry = true, Name = "DepthAndNumbers.Run")]
    public static async Task<string> Run() =>
        string.Join(
            ", ",
            new[] { await Try("depth 60", () => P1(Chain(60))), await Try("depth 100", () => P1(Chain(100))), await Try("NaN", () => P2(double.NaN)) }
        );
}
