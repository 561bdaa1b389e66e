using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Fusionize;

namespace ParenthesisedOrDynamicCall;

public sealed class Cls
{
    [FusionTask(Name = "ParenthesisedOrDynamicCall.Do")]
    public Task<string> Do(string s) => Task.FromResult(Environment.GetEnvironmentVariable("AWS_LAMBDA_FUNCTION_NAME") ?? "");

    public Task<string> Par(string s) => (this.Do)(s); // FZ0017
}

public sealed class Entry(Cls c)
{
    [FusionTask(Entry = true, Name = "ParenthesisedOrDynamicCall.Go")]
    public async Task<IReadOnlyList<string>> Run()
    {
        dynamic d = "x";
        return ["plain = " + await c.Do("x"), "parenthesised = " + await new Cls().Par("x"), "dynamic = " + (string)await new Cls().Do(d)]; // FZ0017
    }
}

public static class Tasks
{
    [FusionTask(Entry = true, Name = "ParenthesisedOrDynamicCall.Run")]
    public static async Task<string> Run() => string.Join(", ", await new Entry(new()).Run());
}
