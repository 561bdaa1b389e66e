using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Fusionize;

namespace InstanceState;

public sealed class Counter
{
    private int _n;

    [FusionTask(Name = "InstanceState.Next")]
    public Task<string> Next() => Task.FromResult((++_n).ToString()); // FZ0019
}

public class Pricing(int rate = 1)
{
    protected virtual string Kind => "base";

    [FusionTask(Name = "InstanceState.Price")]
    public Task<string> Price() => Task.FromResult(Kind + rate);
}

public sealed class Premium(int rate) : Pricing(rate) // FZ0035
{
    protected override string Kind => "premium";
}

public sealed class Entry(Counter c)
{
    private string _me = "none";

    [FusionTask(Name = "InstanceState.Mine")]
    public Task<string> Mine() => Task.FromResult(_me);

    [FusionTask(Entry = true, Name = "InstanceState.Go")]
    public async Task<IReadOnlyList<string>> Run()
    {
        _me = "run"; // FZ0019
        return ["field = " + await Mine(), "counter = " + await c.Next() + await c.Next(), "receiver = " + await new Premium(5).Price()];
    }
}

public static class Tasks
{
    [FusionTask(Entry = true, Name = "InstanceState.Run")]
    public static async Task<string> Run() => string.Join(", ", await new Entry(new()).Run());
}
