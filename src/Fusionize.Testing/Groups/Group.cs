using System.Reflection;
using System.Runtime.Loader;
using Fusionize.Testing.Functions;

namespace Fusionize.Testing.Groups;

/// <summary>A function's response.</summary>
/// <param name="Body">The payload.</param>
/// <param name="Failure">The error's type; null for success.</param>
internal sealed record Answer(byte[] Body, string? Failure);

/// <summary>A request to a function that the platform delivers: function, whether asynchronous, payload → response, error's type.</summary>
internal delegate Task<Answer> InvokeFunction(string function, bool isEvent, byte[] payload);

/// <summary>
/// One fusion group, running. It has its own copy of everything but the framework: the application, its packages, Fusionize and this library. So it
/// has its own static state, as in a separate process. Only types of the framework and of assemblies that the test shares are used on both sides of
/// its boundary.
/// </summary>
internal sealed class Group
{
    private readonly Context _context;
    private readonly Func<ReadOnlyMemory<byte>, long, string, string?, int, (byte[] Answer, string? Failure, byte[] Trace)> _run;
    private readonly Action<byte[]> _traced;

    /// <param name="start">The description of the group.</param>
    /// <param name="paths">The paths of the assemblies.</param>
    /// <param name="shared">Names of assemblies that it shares with the test.</param>
    /// <param name="invoke">How it calls other functions.</param>
    /// <param name="traced">Receives the trace line of each invocation.</param>
    /// <param name="log">Receives the function's log.</param>
    /// <param name="entries">Receives what the application's loggers write.</param>
    public Group(
        GroupStart start,
        AssemblyPaths paths,
        IReadOnlySet<string> shared,
        InvokeFunction invoke,
        Action<byte[]> traced,
        Action<string> log,
        Action<byte[]> entries
    )
    {
        _context = new Context(start.Group, paths, shared);
        _traced = traced;
        try
        {
            _run = _context.Start(start, invoke, log, entries);
        }
        catch
        {
            Unload();
            throw;
        }
    }

    /// <summary>Runs a request to its end, detached work included, on a thread of its own: functions wait for each other.</summary>
    /// <param name="payload">The request.</param>
    /// <param name="deadlineMs">Its deadline, Unix milliseconds; 0 if there is none.</param>
    /// <param name="entry">The entry whose function is invoked from outside; null for a call from a function, which can call any task.</param>
    /// <param name="requestId">The same for all attempts.</param>
    /// <param name="redeliveries">Number of earlier attempts.</param>
    public Task<Answer> RunAsync(ReadOnlyMemory<byte> payload, long deadlineMs, string? entry, string requestId, int redeliveries)
    {
        var answered = new TaskCompletionSource<Answer>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                var (answer, failure, trace) = _run(payload, deadlineMs, requestId, entry, redeliveries);
                // A function writes no trace line if it answers an HTTP request without running a task.
                if (trace.Length > 0)
                    _traced(trace);
                answered.SetResult(new Answer(answer, failure));
            }
            catch (Exception e)
            {
                answered.SetException(e);
            }
        })
        {
            IsBackground = true,
            Name = _context.Name,
        };
        // Another process would not see the caller's AsyncLocals.
        thread.UnsafeStart();
        return answered.Task;
    }

    public void Unload()
    {
        _context.Unload();
        UnloadedGroups.Add();
    }

    private sealed class Context(string group, AssemblyPaths paths, IReadOnlySet<string> shared)
        : AssemblyLoadContext("fusion group " + group, isCollectible: true)
    {
        public Func<ReadOnlyMemory<byte>, long, string, string?, int, (byte[], string?, byte[])> Start(
            GroupStart start,
            InvokeFunction invoke,
            Action<string> log,
            Action<byte[]> entries
        )
        {
            var type = LoadFromAssemblyPath(typeof(GroupHost).Assembly.Location).GetType(typeof(GroupHost).FullName!, throwOnError: true)!;
            var method = type.GetMethod(nameof(GroupHost.Start), BindingFlags.Static | BindingFlags.Public)!;
            // The method is in the group's own copy of this library, so its parameters are framework types only.
            return (Func<ReadOnlyMemory<byte>, long, string, string?, int, (byte[], string?, byte[])>)
                method.Invoke(
                    null,
                    BindingFlags.DoNotWrapExceptions,
                    null,
                    [
                        start.Host,
                        start.Setup,
                        start.Group,
                        start.DefaultTask,
                        start.Has,
                        start.Switches,
                        start.Routes,
                        start.OtherMethods,
                        start.Provided,
                        async Task<(byte[], string?)> (string function, bool isEvent, byte[] payload) =>
                        {
                            var answer = await invoke(function, isEvent, payload).ConfigureAwait(false);
                            return (answer.Body, answer.Failure);
                        },
                        log,
                        entries,
                    ],
                    null
                )!;
        }

        protected override Assembly? Load(AssemblyName name) =>
            IsShared(name.Name!) || paths.OwnOf(name.Name!) is not { } path ? null : LoadFromAssemblyPath(path);

        /// <summary>
        /// The container of services and the interfaces of loggers are shared, too: they have no state outside of their objects, and compiling a copy
        /// of the container would take half of a group's start.
        /// </summary>
        private bool IsShared(string assembly) =>
            shared.Contains(assembly)
            || assembly
                    is "Microsoft.Extensions.DependencyInjection"
                        or "Microsoft.Extensions.DependencyInjection.Abstractions"
                        or "Microsoft.Extensions.Logging.Abstractions"
                && AssemblyPaths.IsInProcess(assembly);
    }
}
