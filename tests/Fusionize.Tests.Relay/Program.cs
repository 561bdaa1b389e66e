using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Fusionize;
using Fusionize.CompilerServices;
using Fusionize.Hosting;
using Fusionize.Remote;

// A group of a deployed application, on the real runtime, with a dispatcher written by hand. Its package says which group it is and whom it calls
// ("A" or "A B"): it answers with its setup and release, and those of everyone it called. Further words: "crash" fails in INIT, "fail" fails
// requests, "die" and "exit" end the process in INIT and in a request, "hog" uses up memory, "slow" takes its time, "forever" waits and "busy"
// computes until it is cancelled, "untidy" fails at its end, "endless" doesn't come to it.

var lines = (await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "relay.txt"))).Split('\n')[0].Split(' ');
return await Function.RunAsync(new Relay(lines[0], lines.ElementAtOrDefault(1), lines.Skip(2).ToArray()));

internal sealed class Relay(string group, string? callee, string[] words) : Dispatcher
{
    public override string App => "relay";
    public override string Group => group;
    public override string DefaultTask => group;

    public override void Connect()
    {
        if (words.Contains("die"))
            Environment.Exit(3);
        if (words.Contains("crash"))
            throw new InvalidOperationException("told to crash");
    }

    /// <summary>The routes that the deployment has given to the function.</summary>
    public override HttpRoutes? RoutesOf(string task)
    {
        var routes = new HttpRoutes();
        foreach (var route in (Environment.GetEnvironmentVariable("FUSIONIZE_HTTP") ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries))
            if (route[0] != '+' && route.Split(' ') is [var method, var template])
                routes.Map(method, template);
        return routes;
    }

    // Until the platform ends the process.
    private static void UseUpMemory()
    {
        var block = new byte[16 << 20];
        Array.Fill(block, (byte)1);
        while (true)
            Marshal.Copy(block, 0, Marshal.AllocHGlobal(block.Length), block.Length);
    }

    public override async ValueTask ShutDownAsync()
    {
        await Task.Yield();
        Console.WriteLine($"relay {group} has tidied up");
        if (words.Contains("untidy"))
            throw new InvalidOperationException("told to fail at the end");
        if (words.Contains("endless"))
            await Task.Delay(Timeout.Infinite);
    }

    public override async Task DispatchAsync(TaskRequest request, IBufferWriter<byte> response, CancellationToken cancellation)
    {
        if (request.Task != group && request.Task != Environment.GetEnvironmentVariable("FUSIONIZE_ENTRY"))
            throw new UnknownTaskException(request.Task);
        if (words.Contains("fail"))
            throw new InvalidOperationException("told to fail");
        if (words.Contains("forever"))
            await Task.Delay(Timeout.Infinite, cancellation);
        if (words.Contains("busy"))
            while (true)
                cancellation.ThrowIfCancellationRequested();
        if (words.Contains("exit"))
            Environment.Exit(3);
        if (words.Contains("hog"))
            UseUpMemory();
        if (words.Contains("slow"))
            await Task.Delay(300, cancellation);
        var hops = new List<string>
        {
            $"{group} {Environment.GetEnvironmentVariable("FUSIONIZE_SETUP")} {Environment.GetEnvironmentVariable("FUSIONIZE_QUALIFIER")}",
        };
        if (callee is { Length: > 0 })
        {
            hops.AddRange(
                await RemoteInvoker.InvokeAsync<int, string[]>(
                    new RemoteCall(group, CallKind.Sync),
                    callee,
                    0,
                    static (_, _) => { },
                    RelayJson.Default.StringArray,
                    cancellation
                )
            );
        }
        using var json = new Utf8JsonWriter(response);
        JsonSerializer.Serialize(json, hops.ToArray(), RelayJson.Default.StringArray);
    }
}

[JsonSerializable(typeof(string[]))]
internal sealed partial class RelayJson : JsonSerializerContext;
