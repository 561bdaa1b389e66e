using System.Collections.Concurrent;
using System.Runtime.Loader;
using Fusionize.CompilerServices;
using Fusionize.Hosting;
using Fusionize.Invocations;
using Fusionize.Remote;
using Fusionize.Shared;

namespace Fusionize.Testing.Functions;

/// <summary>
/// A function inside its group's context: what the generated host and the Runtime API loop are in a process. Requests go through the function's own
/// code, from the parsing of the payload to the trace line.
/// </summary>
internal static class GroupHost
{
    /// <summary>Does a function's INIT and gives what runs a request: payload, deadline, request id, whether a function calls, earlier deliveries →
    /// answer, error's type, trace line.</summary>
    public static Func<ReadOnlyMemory<byte>, long, string, bool, int, (byte[] Answer, string? Failure, byte[] Trace)> Start(
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
        // Before any code of the application: its switches are read once.
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

        // One instance of the function takes all requests, as Lambda's managed instances do.
        var environment = new FunctionEnvironment
        {
            Setup = setup,
            MemoryMB = 1769,
            Concurrency = 1024,
        };
        var runners = new ConcurrentBag<InvocationRunner>();
        var output = new MemoryStream();
        var traces = new TraceOutput(dispatcher, environment, output);
        return (payload, deadlineMs, requestId, isCall, redeliveries) =>
        {
            if (!runners.TryTake(out var runner))
                runner = new InvocationRunner(dispatcher, environment);
            (runner.RequestId, runner.Redeliveries) = (requestId, redeliveries);
            runner.Run(payload, deadlineMs, isCall);
            byte[] trace;
            lock (output)
            {
                traces.Write(runner, requestId);
                trace = output.ToArray();
                output.SetLength(0);
            }
            var answer = (runner.Answer.ToArray(), runner.FailureType, trace);
            runner.Clear();
            runners.Add(runner);
            return answer;
        };
    }

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
