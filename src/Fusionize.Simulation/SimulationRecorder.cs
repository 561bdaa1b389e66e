using System.Collections.Immutable;
using Fusionize.Records;
using Fusionize.Setups;

namespace Fusionize.Simulation;

/// <summary>The records of a simulation, as the extractor would read them from the functions' logs.</summary>
public sealed record SimulatedRecords(ImmutableArray<InvocationRecord> Records);

/// <summary>Collects the calls of running invocations and writes a record for each finished one.</summary>
internal sealed class SimulationRecorder(SimulationProgram program, LambdaModel model, string app, FusionSetup setup, ulong seed)
{
    // Simulated time has no date, so any day will do.
    private const double Epoch = 1_767_225_600_000;

    private readonly List<InvocationRecord> _records = [];
    private readonly Dictionary<int, Open> _open = [];
    private readonly string[] _functions = [.. program.Functions.Select(f => $"{app}-{f.Name.Replace('.', '-')}")];

    // The function starts to measure after the runtime's own work.
    public void Begin(int invocation, double now, int instance) => _open.Add(invocation, new(now + model.RuntimeMs, instance));

    public void CallBegin(int invocation, int strand, int call, double now) => _open[invocation].Calls.Add((strand, call, now));

    public void CallEnd(int invocation, int strand, int call, double now)
    {
        var open = _open[invocation];
        var at = open.Calls.FindLastIndex(c => c.Strand == strand && c.Call == call);
        var began = open.Calls[at].Began;
        open.Calls.RemoveAt(at);
        var site = program.Calls[call];
        open.Done.Add(
            new(
                site.From,
                site.To,
                site.Kind,
                site.Local ? CallSite.Local : CallSite.Remote,
                began - open.Began,
                now - began,
                site.InBytes,
                site.Kind == CallKind.Sync ? site.OutBytes : 0
            )
        );
    }

    public void Finish(int id, in SimulatedInvocation invocation, double durationMs, double billedMs, bool failed)
    {
        _open.Remove(id, out var open);
        var entry = program.Entries[invocation.Entry];
        var function = program.Functions[invocation.Function];
        _records.Add(
            new()
            {
                App = app,
                SetupId = setup.Id,
                Group = function.Group,
                Function = _functions[invocation.Function],
                Instance = $"{open!.Instance:x8}",
                RequestId = $"{seed:x8}-{invocation.Serial:x8}",
                TraceId = $"{seed:x16}{invocation.Root:x16}",
                SpanId = $"{invocation.Serial:x16}",
                ParentSpanId = invocation.Parent < 0 ? null : $"{invocation.Parent:x16}",
                Task = entry.Task,
                IsRoot = invocation.Parent < 0,
                IsCold = invocation.IsCold,
                InitMs = invocation.InitMs,
                StartMs = Epoch + open.Began,
                DurationMs = durationMs - model.RuntimeMs,
                BilledMs = (long)billedMs,
                CpuMs = invocation.CpuMs,
                MemoryMB = function.MemoryMB,
                HasReport = true,
                Calls = [.. open.Done.OrderBy(c => c.AtMs)],
                Error = failed ? new("SimulatedFailure", "The task failed.") : null,
            }
        );
    }

    public SimulatedRecords ToRecords() => new([.. _records]);

    private sealed class Open(double began, int instance)
    {
        public int Instance { get; } = instance;
        public double Began { get; } = began;
        public List<(int Strand, int Call, double Began)> Calls { get; } = [];
        public List<CallRecord> Done { get; } = [];
    }
}
