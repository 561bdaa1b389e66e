using System.Collections.Immutable;
using Fusionize.Setups;

namespace Fusionize.Simulation;

/// <summary>Turns an application description and a setup into a <see cref="SimulationProgram"/>.</summary>
internal sealed class ProgramCompiler
{
    private const int MaxOps = 1_000_000;

    private readonly AppDescription _app;
    private readonly FusionSetup _setup;
    private readonly LambdaModel _model;
    private readonly bool _record;
    private readonly Dictionary<string, TaskDescription> _tasks;
    private readonly Dictionary<(string Task, string? Caller), int> _entries = [];
    private readonly List<ProgramEntry> _compiled = [];
    private readonly Queue<(string Task, string? Caller)> _wanted = [];
    private readonly Dictionary<string, Dictionary<string, int>> _slotsOf = new(StringComparer.Ordinal);
    private readonly Dictionary<double, NoiseTable> _noise = [];
    private readonly List<Op> _ops = [];
    private readonly List<int> _branches = [];
    private readonly List<ProgramCall> _calls = [];

    // Of the entry that is being compiled.
    private FusionGroup _group = null!;
    private Dictionary<string, int> _slots = null!;
    private readonly Stack<string> _inlined = new();
    private bool _callsRemotely;

    private ProgramCompiler(AppDescription app, FusionSetup setup, LambdaModel model, bool record)
    {
        _app = app;
        _setup = setup;
        _model = model;
        _record = record;
        _tasks = app.Tasks.ToDictionary(t => t.Id, StringComparer.Ordinal);
    }

    public static SimulationProgram Compile(AppDescription app, FusionSetup setup, LambdaModel model, bool record) =>
        new ProgramCompiler(app, setup, model, record).Compile();

    private SimulationProgram Compile()
    {
        foreach (var group in _setup.Groups)
        {
            _slotsOf.Add(group.Name, new(StringComparer.Ordinal));
            foreach (var task in group.Entries)
                EntryFor(task, null);
        }
        while (_wanted.TryDequeue(out var entry))
        {
            _group = _setup.HomeOf(entry.Task);
            _slots = _slotsOf[_group.Name];
            var start = _ops.Count;
            _callsRemotely = false;
            Runtime();
            Task(entry.Task, entry.Caller);
            Emit(new() { Code = OpCode.End });
            _compiled.Add(new(entry.Task, _setup.Groups.IndexOf(_group), start, _tasks[entry.Task].FailureProbability));
        }
        // The groups' functions first: entries go by their positions.
        var model = _app.ToAppModel();
        var functions = _setup
            .Groups.Select(g => (Name: g.Name, Group: g))
            .Concat(_setup.Groups.SelectMany(model.EntriesBesideRoot, (g, t) => (Name: t, Group: g)))
            .Select(f => Function(f.Name, f.Group));
        return new([.. functions], [.. _compiled], [.. _ops], [.. _branches], [.. _calls]);

        ProgramFunction Function(string name, FusionGroup g) =>
            new(
                name,
                g.Name,
                g.MemoryMB,
                _model.InitMs + _model.InitMsPerPackageMB * g.Tasks.Sum(t => _tasks[t].PackageKB) / 1024 + g.Tasks.Sum(t => _tasks[t].InitMs),
                _slotsOf[g.Name].Count,
                _model.Prices.PerGBSecond(g.Architecture)
            );
    }

    /// <summary>The entry for calls of a task by a caller. All callers share one, unless the task has steps for some callers only.</summary>
    private int EntryFor(string task, string? caller)
    {
        var key = (task, AsksForCaller(_tasks[task].Steps) ? caller : null);
        if (!_entries.TryGetValue(key, out var entry))
        {
            // Entries are compiled in the order in which they are requested, so an entry's index is known before its code.
            _entries.Add(key, entry = _entries.Count);
            _wanted.Enqueue(key);
        }
        return entry;
    }

    private static bool AsksForCaller(ImmutableArray<Step> steps) =>
        steps.Any(s => s.From.Length > 0 || (s is ParallelStep p && p.Branches.Any(AsksForCaller)));

    private void Runtime()
    {
        First("\0invocation", _model.FirstInvocationCpuMs);
        Young(_model.YoungCpuMs);
        Wait(_model.RuntimeMs, 0);
        Cpu(_model.RuntimeCpuMs, 1, _model.RuntimeSigma, soft: true);
    }

    private void Task(string id, string? caller)
    {
        if (_inlined.Contains(id))
        {
            throw new FusionizeException(
                SimulationCodes.Recursion,
                _app.App,
                $"Task '{id}' calls itself inside group '{_group.Name}' ({string.Join(" → ", _inlined.Reverse())} → {id}); "
                    + $"recursion can't be simulated."
            )
            {
                Place = id,
            };
        }
        _inlined.Push(id);
        var task = _tasks[id];
        First("t" + id, task.FirstCpuMs, isShared: _model.FirstOverlap > 0);
        Steps(task.Steps, id, caller);
        _inlined.Pop();
    }

    private void Steps(ImmutableArray<Step> steps, string task, string? caller)
    {
        foreach (var step in steps)
        {
            if (step.From.Length > 0 && (caller is null || !step.From.Contains(caller)))
                continue;
            var jump = -1;
            if (step.Probability < 1)
            {
                jump = _ops.Count;
                Emit(new() { Code = OpCode.Jump, Work = 1 - step.Probability });
            }
            One(step, task, caller);
            if (jump >= 0)
                _ops[jump] = _ops[jump] with { A = _ops.Count };
        }
    }

    private void One(Step step, string task, string? caller)
    {
        switch (step)
        {
            case CpuStep cpu:
                Cpu(cpu.CpuMs, cpu.Threads, cpu.Sigma ?? _model.CpuSigma(_group.MemoryMB), soft: false);
                break;
            case WaitStep wait:
                Wait(wait.WaitMs, wait.Sigma);
                break;
            case OperationStep operation:
                for (var i = 0; i < operation.Count; i++)
                {
                    First("o" + operation.Name, operation.FirstCpuMs);
                    Cpu(operation.CpuMs, 1, operation.Sigma, soft: true);
                    Wait(operation.WaitMs, operation.Sigma);
                }
                break;
            case CallStep call:
                for (var i = 0; i < call.Count; i++)
                    Call(call, task);
                break;
            case ParallelStep parallel:
                Parallel([.. parallel.Branches.Select(b => (Action)(() => Steps(b, task, caller)))]);
                break;
        }
    }

    private void Parallel(ImmutableArray<Action> branches)
    {
        if (branches.Length == 0)
            return;
        var fork = _ops.Count;
        var table = _branches.Count;
        Emit(
            new()
            {
                Code = OpCode.Fork,
                A = table,
                B = branches.Length,
            }
        );
        // The branches lie between the fork and what follows it.
        var jump = _ops.Count;
        Emit(new() { Code = OpCode.Jump, Work = 1 });
        _branches.AddRange(new int[branches.Length]);
        for (var i = 0; i < branches.Length; i++)
        {
            _branches[table + i] = _ops.Count;
            branches[i]();
            Emit(new() { Code = OpCode.End });
        }
        _ops[jump] = _ops[jump] with { A = _ops.Count };
    }

    private void Call(CallStep call, string from)
    {
        var local = _group.RunsLocally(call.To, call.Kind);
        var index = _calls.Count;
        if (_record)
            _calls.Add(new(from, call.To, call.Kind, local, call.InBytes, call.OutBytes));
        if (local && call.Kind == CallKind.Async)
        {
            var detach = _ops.Count;
            Emit(new() { Code = OpCode.Detach, A = detach + 2 });
            var jump = _ops.Count;
            Emit(new() { Code = OpCode.Jump, Work = 1 });
            Mark(OpCode.CallBegin, index);
            Task(call.To, from);
            Mark(OpCode.CallEnd, index);
            HandOver(call, from);
            Emit(new() { Code = OpCode.End });
            _ops[jump] = _ops[jump] with { A = _ops.Count };
            return;
        }
        Mark(OpCode.CallBegin, index);
        if (local)
        {
            Task(call.To, from);
        }
        else
        {
            Remote(call, from);
        }
        Mark(OpCode.CallEnd, index);
    }

    private void Remote(CallStep call, string from)
    {
        var payloadMs = (call.InBytes + (call.Kind == CallKind.Sync ? call.OutBytes : 0)) / 1024.0 * _model.PayloadMsPerKB;
        var delay = (1 - _model.RemoteCallsCompute) * _model.WallMs(1, 1, _group.MemoryMB);
        First("\0remote", _model.FirstRemoteCpuMs);
        if (!_callsRemotely)
            Young(_model.YoungRemoteCpuMs);
        _callsRemotely = true;
        if (call.Kind == CallKind.Sync)
        {
            Cpu(_model.SyncCpuMs * _model.RemoteCallsCompute, 1, _model.SyncSigma, soft: true);
            Wait(_model.SyncWaitMs + payloadMs + delay * _model.SyncCpuMs, _model.SyncSigma);
            Reconnect();
            Emit(new() { Code = OpCode.Invoke, A = EntryFor(call.To, from) });
        }
        else
        {
            Cpu(_model.HandOverCpuMs * _model.RemoteCallsCompute, 1, _model.HandOverSigma, soft: true);
            Wait(_model.HandOverWaitMs + payloadMs + delay * _model.HandOverCpuMs, _model.HandOverSigma);
            Reconnect();
            Emit(new() { Code = OpCode.Enqueue, A = EntryFor(call.To, from) });
        }
    }

    /// <summary>A detached local call that fails is handed over before the function answers.</summary>
    private void HandOver(CallStep call, string from)
    {
        var failure = _tasks[call.To].FailureProbability;
        if (failure <= 0)
            return;
        var jump = _ops.Count;
        Emit(new() { Code = OpCode.Jump, Work = 1 - failure });
        var callsRemotely = _callsRemotely;
        Remote(call, from);
        // Most invocations make no such call.
        _callsRemotely = callsRemotely;
        _ops[jump] = _ops[jump] with { A = _ops.Count };
    }

    private void Reconnect()
    {
        if (_model.ReconnectProbability <= 0)
            return;
        Emit(
            new()
            {
                Code = OpCode.Jump,
                Work = 1 - _model.ReconnectProbability,
                A = _ops.Count + 2,
            }
        );
        Wait(_model.ReconnectMs, _model.ReconnectSigma);
    }

    private void Mark(OpCode code, int call)
    {
        if (_record)
            Emit(new() { Code = code, A = call });
    }

    private void Cpu(double ms, int threads, double sigma, bool soft)
    {
        if (ms > 0)
            Emit(
                new()
                {
                    Code = OpCode.Cpu,
                    Work = ms,
                    Threads = threads,
                    Noise = Table(sigma),
                    Soft = soft,
                }
            );
    }

    private void Young(double ms)
    {
        if (ms > 0)
            Emit(
                new()
                {
                    Code = OpCode.YoungCpu,
                    Work = ms,
                    Threads = 1,
                }
            );
    }

    private void First(string what, double ms, bool isShared = false)
    {
        if (ms <= 0)
            return;
        if (!_slots.TryGetValue(what, out var slot))
            _slots.Add(what, slot = _slots.Count);
        Emit(
            new()
            {
                Code = OpCode.FirstCpu,
                Work = ms,
                Threads = 1,
                A = slot,
                B = isShared ? 1 : 0,
                Noise = Table(_model.FirstSigma),
            }
        );
    }

    private void Wait(double ms, double sigma)
    {
        if (ms > 0)
            Emit(
                new()
                {
                    Code = OpCode.Wait,
                    Work = ms,
                    Noise = Table(sigma),
                }
            );
    }

    private NoiseTable? Table(double sigma)
    {
        sigma = Math.Round(sigma, 2);
        if (sigma <= 0)
            return null;
        if (!_noise.TryGetValue(sigma, out var table))
            _noise.Add(sigma, table = new(sigma));
        return table;
    }

    private void Emit(in Op op)
    {
        if (_ops.Count >= MaxOps)
            throw new FusionizeException(SimulationCodes.TooLarge, _app.App, "The application under this setup is too large to be simulated.")
            {
                Place = _group.Name,
            };
        _ops.Add(op);
    }
}
