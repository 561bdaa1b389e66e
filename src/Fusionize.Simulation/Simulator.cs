using Fusionize.Setups;

namespace Fusionize.Simulation;

/// <summary>
/// Runs an application under a setup and a load, event by event. Same input and same seed, same result. One simulator simulates once.
/// </summary>
/// <remarks>
/// A request is a set of <em>strands</em> that walk through the operations of a <see cref="SimulationProgram"/>. A strand that computes is
/// a job of its instance; the jobs of an instance share its CPU evenly per thread, at most one vCPU per thread.
/// </remarks>
public sealed partial class Simulator
{
    private const int None = -1;

    private readonly SimulationProgram _program;
    private readonly LambdaModel _model;
    private readonly SimulatedLoad _load;
    private readonly Noise _noise;
    private readonly (int Entry, int Function)[] _rootEntries;
    private readonly WeightedTurns _turns;
    private readonly SimulatedFunction[] _functions;
    private readonly EventCalendar _events = new();
    private readonly SimulationRecorder? _recorder;
    private readonly SimulationTotals _totals;

    private IEnumerator<double>? _arrivals;
    private int _roots;
    private double _now;

    private Simulator(SimulationProgram program, LambdaModel model, SimulatedLoad load, ulong seed, string rootTask, SimulationRecorder? recorder)
    {
        _program = program;
        _ops = program.Ops;
        _model = model;
        _load = load;
        _noise = new(seed);
        _initNoise = new(model.InitSigma);
        _dispatchNoise = new(model.DispatchSigma);
        _rootEntries = RootEntries(program, load, rootTask);
        _turns = new(load.EntryShares.IsEmpty ? [1] : load.EntryShares.Values);
        _functions = [.. program.Functions.Select(f => new SimulatedFunction(f, model))];
        _warmUp = [.. Enumerable.Range(0, 512).Select(i => 1 + model.WarmUp * Math.Exp(-i / model.WarmUpInvocations))];
        _young = [.. Enumerable.Range(0, model.YoungCpuMs + model.YoungRemoteCpuMs > 0 ? 512 : 0).Select(i => Math.Exp(-i / model.YoungInvocations))];
        _recorder = recorder;
        _totals = new(program);
        _oneAtATime = model.RequestsPerInstance == 1;
    }

    public static SimulationResult Run(AppDescription app, FusionSetup setup, LambdaModel model, SimulatedLoad load, ulong seed) =>
        Run(app, setup, model, load, seed, record: false).Result;

    /// <summary>The same run, with the record of every invocation as the extractor would have read it from the functions' logs.</summary>
    public static (SimulationResult Result, SimulatedRecords Records) RunAndRecord(
        AppDescription app,
        FusionSetup setup,
        LambdaModel model,
        SimulatedLoad load,
        ulong seed
    )
    {
        var (result, recorder) = Run(app, setup, model, load, seed, record: true);
        return (result, recorder!.ToRecords());
    }

    private static (SimulationResult Result, SimulationRecorder? Recorder) Run(
        AppDescription app,
        FusionSetup setup,
        LambdaModel model,
        SimulatedLoad load,
        ulong seed,
        bool record
    )
    {
        var appModel = app.ToAppModel();
        setup.Validate(appModel, setup.Id);
        var root = load.Entry ?? app.Tasks.FirstOrDefault(t => t.IsEntry)?.Id ?? app.Tasks[0].Id;
        var program = ProgramCompiler.Compile(app, setup, model, record);
        var recorder = record ? new SimulationRecorder(program, model, app.App, setup, seed) : null;
        var simulator = new Simulator(program, model, load, seed, root, recorder);
        simulator.Run();
        return (simulator._totals.ToResult(setup, model, simulator._now), recorder);
    }

    private void Run()
    {
        if (_load.Cold)
        {
            for (var i = 0; i < _load.Requests; i++)
            {
                foreach (var function in _functions)
                    Retire(function);
                NewRoot();
                Drain();
            }
            return;
        }
        _arrivals = _load.Arrivals(new(_noise.Next())).GetEnumerator();
        if (_arrivals.MoveNext())
            _events.Add(_arrivals.Current, EventKind.Root, 0);
        Drain();
    }

    private void Drain()
    {
        while (!_events.IsEmpty)
        {
            var e = _events.Take();
            _now = e.Time;
            switch (e.Kind)
            {
                case EventKind.Resume:
                    Walk(e.Index);
                    break;
                case EventKind.CpuDone:
                    var instance = _instances[e.Index];
                    if (instance.Stamp == e.Stamp)
                        CpuDone(instance);
                    break;
                case EventKind.Arrive:
                    Arrive(e.Index);
                    break;
                case EventKind.InstanceReady:
                    Begin(e.Stamp, _instances[e.Index]);
                    break;
                case EventKind.Root:
                    if (_arrivals!.MoveNext())
                        _events.Add(_arrivals.Current, EventKind.Root, 0);
                    NewRoot();
                    break;
            }
        }
    }

    private static (int, int)[] RootEntries(SimulationProgram program, SimulatedLoad load, string rootTask)
    {
        return load.EntryShares.IsEmpty ? [Root(rootTask)] : [.. load.EntryShares.Keys.Select(Root)];

        (int, int) Root(string task) => program.EntryOf(task) is var entry ? (entry, program.FunctionOf(task, entry)) : default;
    }

    private void NewRoot()
    {
        var (entry, function) = _rootEntries[_turns.Next()];
        var root = NewInvocation(entry, None, _roots++, parent: None);
        _invocations[root].Function = function;
        Arrive(root);
    }
}
