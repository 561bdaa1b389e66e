using System.Collections.Concurrent;
using System.Runtime.Loader;
using Fusionize.Hosting;
using Fusionize.Remote;
using Fusionize.Shared;

namespace Fusionize.Testing.Functions;

/// <summary>
/// A function inside its group's load context, in place of the generated host and the Runtime API loop of a process. Requests go through the
/// function's own code, from the parsing of the payload to the trace line.
/// </summary>
internal static class GroupHost
{
    /// <summary>
    /// Runs a function's INIT and returns a delegate that runs a request: payload, deadline, request id, entry whose function is invoked from
    /// outside, number of earlier deliveries → response, error's type, trace line.
    /// </summary>
    public static Func<ReadOnlyMemory<byte>, long, string, string?, int, (byte[] Answer, string? Failure, byte[] Trace)> Start(
        string app,
        string setup,
        string group,
        string[] assemblies,
        string[] tasks,
        string[] entries,
        string[] remoteAsync,
        IReadOnlyDictionary<string, string> routes,
        IReadOnlyDictionary<Type, object> provided,
        Func<string, bool, byte[], Task<(byte[] Answer, string? Failure)>> invoke,
        Action<string> log
    )
    {
        // Set before any code of the application runs, since switches are read once.
        FeatureSwitch.Group = SwitchesOf(tasks, remoteAsync);
        Log.Sink = log;
        RemoteCaller.Shared = new RemoteCaller(
            new LambdaClient(new LambdaEndpoint(new Uri("http://fusionize.test/"), "test", null, null), () => new MemoryConnection(invoke)),
            Routes.Parse(string.Join(';', routes.Select(static r => $"{r.Key}={r.Value}")))
        );

        var context = AssemblyLoadContext.GetLoadContext(typeof(GroupHost).Assembly)!;
        var application = new Application([.. assemblies.Select(context.LoadFromAssemblyPath)]);
        var dispatcher = new ReflectedDispatcher(app, group, application, tasks, entries, [.. routes.Keys], provided);
        dispatcher.Connect();

        // One instance of the function serves all requests, as on Lambda's managed instances.
        var environment = EnvironmentOf(setup, null);
        var runners = new ConcurrentDictionary<string, ConcurrentBag<InvocationRunner>>(StringComparer.Ordinal);
        var output = new MemoryStream();
        var traces = new TraceOutput(dispatcher, environment, TraceSink.Plain(output));
        return (payload, deadlineMs, requestId, entry, redeliveries) =>
        {
            var idle = runners.GetOrAdd(entry ?? "", static _ => []);
            if (!idle.TryTake(out var runner))
                runner = new InvocationRunner(dispatcher, entry is null ? environment : EnvironmentOf(setup, entry));
            (runner.RequestId, runner.Redeliveries) = (requestId, redeliveries);
            runner.Run(payload, deadlineMs, isCall: entry is null);
            byte[] trace;
            lock (output)
            {
                traces.Write(runner, requestId);
                trace = output.ToArray();
                output.SetLength(0);
            }
            var answer = (runner.Answer.ToArray(), runner.FailureType, trace);
            runner.Clear();
            idle.Add(runner);
            return answer;
        };
    }

    /// <param name="setup">The setup's id.</param>
    /// <param name="entry">The entry that the function belongs to; null if it only receives calls from other functions.</param>
    private static FunctionEnvironment EnvironmentOf(string setup, string? entry) =>
        new()
        {
            Setup = setup,
            Entry = entry,
            MemoryMB = 1769,
            Concurrency = 1024,
        };

    private static Func<string, bool?> SwitchesOf(string[] tasks, string[] remoteAsync)
    {
        var local = tasks
            .Select(Names.LocalSwitch)
            .Concat(tasks.Except(remoteAsync).Select(Names.LocalAsyncSwitch))
            .ToHashSet(StringComparer.Ordinal);
        return name =>
            local.Contains(name) ? true
            : name.StartsWith(Names.LocalSwitch(""), StringComparison.Ordinal)
            || name.StartsWith(Names.LocalAsyncSwitch(""), StringComparison.Ordinal)
                ? false
            : null;
    }
}
