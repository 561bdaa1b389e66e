using System.Buffers;
using Fusionize.CompilerServices;

namespace Fusionize.Testing.Functions;

/// <summary>A group's dispatcher by reflection, equivalent to the generated one.</summary>
internal sealed class ReflectedDispatcher : Dispatcher
{
    private readonly Application _application;
    private readonly Dictionary<string, ReflectedTask> _served;
    private readonly IReadOnlyList<string> _local;
    private readonly IReadOnlyList<string> _remote;
    private readonly FunctionObjects _objects;
    private readonly JsonTypes _json = new();

    /// <param name="app">The application's name.</param>
    /// <param name="group">The group's name.</param>
    /// <param name="application">The application.</param>
    /// <param name="local">The tasks in the group.</param>
    /// <param name="entries">The tasks that it serves.</param>
    /// <param name="remote">The tasks that it calls in other functions.</param>
    /// <param name="provided">Services from the test.</param>
    public ReflectedDispatcher(
        string app,
        string group,
        Application application,
        IReadOnlyList<string> local,
        IReadOnlyList<string> entries,
        IReadOnlyList<string> remote,
        IReadOnlyDictionary<Type, object> provided
    )
    {
        (App, Group, DefaultTask, _application, _local, _remote) = (app, group, entries[0], application, local, remote);
        _served = entries.ToDictionary(static e => e, e => application[e], StringComparer.Ordinal);
        _objects = new FunctionObjects(application, local, provided);
    }

    public override string App { get; }

    public override string Group { get; }

    public override string DefaultTask { get; }

    public override void Connect()
    {
        foreach (var task in _local.Select(t => _application[t]).Where(static t => t.IsIsolated))
            _json.UseForCopies([
                .. task.Parameters.Select(static p => p.ParameterType),
                .. task.Returned.Result is { } result ? [result] : Type.EmptyTypes,
            ]);
        foreach (var task in _remote)
            RemoteSlot.Fill(_application[task], _json);
        // Failing constructors and missing services are reported here, not by a request.
        var objects = new InvocationObjects(_objects);
        foreach (var type in _served.Values.Where(static t => !t.IsStatic).Select(static t => t.Class).Distinct())
            objects.Get(type);
        objects.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    public override Task DispatchAsync(TaskRequest request, IBufferWriter<byte> response, CancellationToken cancellation) =>
        _served.TryGetValue(request.Task, out var task) && (task.IsEntry || request.IsCall)
            ? ServeAsync(task, request, response, cancellation)
            : throw new UnknownTaskException(request.Task);

    private async Task ServeAsync(ReflectedTask task, TaskRequest request, IBufferWriter<byte> response, CancellationToken cancellation)
    {
        var arguments = task.ReadArguments(request, _json);
        object? target = null;
        if (!task.IsStatic)
        {
            var objects = new InvocationObjects(_objects);
            InvocationScope.DisposeAtEnd(objects);
            target = objects.Get(task.Class);
        }
        await task.Returned.WriteAsync(task.Call(target, arguments, cancellation), response, _json).ConfigureAwait(false);
    }
}
