using System.Buffers;
using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using Fusionize.CompilerServices;

namespace Fusionize.Generators.Tests.Infrastructure;

/// <summary>An application, and a group of it, in this process.</summary>
internal sealed class Loaded
{
    private readonly AssemblyLoadContext _context = new("app", isCollectible: true);
    private readonly Assembly _app;
    private readonly Dispatcher _dispatcher;

    private Loaded(Built app, Built host)
    {
        _app = _context.LoadFromStream(new MemoryStream(app.Image()));
        _context.Resolving += (_, name) => name.Name == _app.GetName().Name ? _app : null;
        var type = _context.LoadFromStream(new MemoryStream(host.Image())).GetType("Fusionize.Generated.GroupDispatcher", throwOnError: true)!;
        _dispatcher = (Dispatcher)Activator.CreateInstance(type)!;
    }

    public static Loaded Of(string source, string[] local, string[] entries)
    {
        var app = App.Of(source).Build();
        return new Loaded(app, Group.Host(app, Group.Cut(app, local, entries)));
    }

    public Dispatcher Dispatcher => _dispatcher;

    /// <summary>What a function does in INIT; on a thread of its own without a test's synchronization context, as there. A task of the pool could be
    /// run by the thread that waits for it.</summary>
    /// <param name="entry">The task whose function it is; null for the group's root.</param>
    public void WarmUp(string? entry = null) =>
        Task
            .Factory.StartNew(
                () =>
                    _dispatcher.WarmUp(
                        (Rehearsal)Create("Fusionize.Hosting.FunctionRehearsal", _dispatcher, EnvironmentOf(entry))
                    ),
                default,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default
            )
            .GetAwaiter()
            .GetResult();

    /// <summary>Waits for what <see cref="Dispatcher.Connect"/> has begun.</summary>
    public void FinishInit() =>
        typeof(Rehearsal)
            .Assembly.GetType("Fusionize.Invocations.InitWork", throwOnError: true)!
            .GetMethod("Finish", BindingFlags.Static | BindingFlags.Public)!
            .Invoke(null, null);

    /// <summary>A static property of the application.</summary>
    public object? this[string type, string property] =>
        _app.GetType(type, throwOnError: true)!
            .GetProperty(property, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!
            .GetValue(null);

    /// <summary>Puts a stand-in into a task's remote slot.</summary>
    public void SetSlot(string task, Delegate standIn)
    {
        var property = _app.GetType("Fusionize.Generated.In_App.TaskRemote", throwOnError: true)!
            .GetProperty(Fusionize.Shared.Names.SlotOf(task), BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!;
        property.SetValue(null, Delegate.CreateDelegate(property.PropertyType, standIn.Target, standIn.Method));
    }

    /// <summary>Sends a request as the platform would and gives the answer's JSON.</summary>
    public async Task<string> Send(string payload)
    {
        var response = new ArrayBufferWriter<byte>();
        await _dispatcher.DispatchAsync(Parse(payload), response, CancellationToken.None);
        return Encoding.UTF8.GetString(response.WrittenSpan);
    }

    /// <summary>Runs a payload from outside the way that a function does, and gives the answer's payload.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="entry">The task whose function it is; null for the group's root.</param>
    /// <param name="deadlineMs">The invocation's deadline in Unix milliseconds; 0 for none.</param>
    public string Run(string payload, string? entry = null, long deadlineMs = 0)
    {
        var runner = Create("Fusionize.Hosting.InvocationRunner", _dispatcher, EnvironmentOf(entry));
        var bytes = (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(payload);
        runner.GetType().GetField("RequestId")!.SetValue(runner, "request-1");
        if (
            !(bool)runner.GetType().GetMethod("TryRunEvent")!.Invoke(runner, [bytes, deadlineMs, null, false])!
            && !(bool)runner.GetType().GetMethod("TryRunHttp")!.Invoke(runner, [bytes, deadlineMs, null])!
        )
            runner.GetType().GetMethod("Run")!.Invoke(runner, [bytes, deadlineMs, false, null]);
        Trace = TraceOf(runner);
        return Encoding.UTF8.GetString(((ReadOnlyMemory<byte>)runner.GetType().GetField("Answer")!.GetValue(runner)!).Span);
    }

    /// <summary>The trace line of the last <see cref="Run"/>.</summary>
    public string Trace { get; private set; } = "";

    private string TraceOf(object runner)
    {
        using var stream = new MemoryStream();
        var sink = typeof(TaskRequest)
            .Assembly.GetType("Fusionize.Hosting.TraceSink", throwOnError: true)!
            .GetMethod("Plain", BindingFlags.Static | BindingFlags.Public)!
            .Invoke(null, [stream])!;
        var output = Create("Fusionize.Hosting.TraceOutput", _dispatcher, EnvironmentOf(null), sink);
        output.GetType().GetMethod("Write")!.Invoke(output, [runner, "request-1"]);
        return Encoding.UTF8.GetString(stream.ToArray()).Trim();
    }

    /// <summary>The same inside an invocation, which ends when its detached work is done.</summary>
    public async Task<string> SendInInvocation(string payload)
    {
        var invocation = Create("Fusionize.Invocations.Invocation");
        var frame = Create("Fusionize.Invocations.Frame", invocation, "test", null!);
        var current = frame.GetType().GetProperty("Current", BindingFlags.Static | BindingFlags.Public)!;
        current.SetValue(null, frame);
        var answer = await Send(payload);
        invocation.GetType().GetMethod("Drain")!.Invoke(invocation, null);
        current.SetValue(null, null);
        return answer;
    }

    private TaskRequest Parse(string payload)
    {
        var parse = typeof(TaskRequest)
            .Assembly.GetType("Fusionize.Hosting.RequestParser", throwOnError: true)!
            .GetMethod("Parse", BindingFlags.Static | BindingFlags.Public)!;
        var request = (TaskRequest)parse.Invoke(null, [(ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(payload), _dispatcher.DefaultTask, true])!;
        // Sent by a function, whatever its form.
        typeof(TaskRequest).GetProperty(nameof(TaskRequest.IsCall))!.SetValue(request, true);
        return request;
    }

    private static object EnvironmentOf(string? entry)
    {
        var environment = Create("Fusionize.Hosting.FunctionEnvironment");
        environment.GetType().GetField("Entry")!.SetValue(environment, entry);
        return environment;
    }

    private static object Create(string type, params object[] arguments) =>
        Activator.CreateInstance(typeof(TaskRequest).Assembly.GetType(type, throwOnError: true)!, arguments)!;
}
