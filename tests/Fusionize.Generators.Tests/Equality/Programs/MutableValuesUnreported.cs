using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Fusionize;

namespace MutableValuesUnreported;

public sealed class Counter
{
    private int _n;
    public int N
    {
        get => _n;
        init => _n = value;
    }

    public void Inc() => _n++;
}

public static class Tasks
{
    [FusionTask(Name = "MutableValuesUnreported.P1")]
    public static Task P1(byte[] x)
    {
        x[0] = 7;
        return Task.CompletedTask;
    }

    [FusionTask(Name = "MutableValuesUnreported.P2")]
    public static Task P2(JsonObject x)
    {
        x["hit"] = 1;
        return Task.CompletedTask;
    }

    [FusionTask(Name = "MutableValuesUnreported.P3")]
    public static Task P3(Memory<byte> x)
    {
        x.Span[0] = 7;
        return Task.CompletedTask;
    }

    [FusionTask(Name = "MutableValuesUnreported.P4")]
    public static Task P4(Counter x) // FZ0013
    {
        x.Inc();
        return Task.CompletedTask;
    }

    [FusionTask(Name = "MutableValuesUnreported.P5"), IsolateByCopying]
    public static Task P5(Counter x)
    {
        x.Inc();
        return Task.CompletedTask;
    }

    [FusionTask(Entry = true, Name = "MutableValuesUnreported.Run")]
    public static async Task<string> Run()
    {
        var b = new byte[1];
        await P1(b);
        var j = new JsonObject();
        await P2(j);
        var m = new byte[1];
        await P3(m);
        var c = new Counter();
        await P4(c);
        var i = new Counter();
        await P5(i);
        return $"bytes {b[0]}, json {j.Count}, memory {m[0]}, method {c.N}, method isolated {i.N}";
    }
}
