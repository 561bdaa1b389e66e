using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Serialization;
using System.Threading.Tasks;
using Fusionize;

namespace PrivateJsonAttributes;

public sealed record A1
{
    [JsonInclude]
    public int N { get; private set; }

    public static A1 Of(int n) => new() { N = n };
}

public sealed record A2
{
    [JsonInclude]
    private int _n;

    public static A2 Of(int n) => new() { _n = n };

    public int Get() => _n;
}

public sealed class A3
{
    [JsonConstructor]
    private A3(int n)
    {
        N = n;
    }

    public int N { get; }

    public static A3 Of(int n) => new(n);
}

public static class Tasks
{
    static async Task<string> Try(Func<Task<string>> f)
    {
        try
        {
            return await f();
        }
        catch (Exception e)
        {
            return e.Message;
        }
    }

    [FusionTask(Name = "PrivateJsonAttributes.P1")]
    public static Task<string> P1(A1 x) => Task.FromResult(x.N.ToString()); // FZ0012

    [FusionTask(Name = "PrivateJsonAttributes.P2")]
    public static Task<string> P2(A2 x) => Task.FromResult(x.Get().ToString()); // FZ0012

    [FusionTask(Name = "PrivateJsonAttributes.P3")]
    public static Task<string> P3(A3 x) => Task.FromResult(x.N.ToString()); // FZ0012

    [FusionTask(Entry = true, Name = "PrivateJsonAttributes.Run")]
    public static async Task<string> Run() =>
        string.Join(", ", new[] { await Try(() => P1(A1.Of(4))), await Try(() => P2(A2.Of(4))), await Try(() => P3(A3.Of(4))) });
}
