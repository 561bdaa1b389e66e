using System.Collections.Immutable;
using System.Globalization;
using Fusionize.Dashboard.Model;
using Fusionize.Optimization;
using Fusionize.Optimization.Monitoring;
using Fusionize.Records;
using Fusionize.Setups;

namespace Fusionize.Dashboard.Building;

/// <summary>Builds the report from its input.</summary>
public sealed class ReportBuilder
{
    private readonly ReportSource _source;
    private readonly MeasuredApp _app;
    private readonly CallGraph _graph;
    private readonly Outlook? _outlook;
    private readonly Functions _functions;
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly double? _requestsPerSecond;

    private ReportBuilder(ReportSource source, double? requestsPerSecond)
    {
        _source = source;
        _app = new(source);
        _graph = new(_app.Model, _app.History.SelectMany(m => m.Records));
        _outlook = Outlook.Of(_app, _graph);
        _functions = new(_app, _outlook);
        _requestsPerSecond = requestsPerSecond;
    }

    /// <param name="source">The input.</param>
    /// <param name="requestsPerSecond">The traffic that savings are computed for; null: the traffic of the records.</param>
    public static Report Build(ReportSource source, double? requestsPerSecond = null) => new ReportBuilder(source, requestsPerSecond).Build();

    private Report Build()
    {
        var front = _outlook?.Front() ?? [];
        var all = _app.Setups.Concat(front).Distinct().ToList();
        foreach (var setup in all)
            _names.Add(setup.Id, string.Create(CultureInfo.InvariantCulture, $"S{_names.Count + 1}"));
        var setups = WithFront(Setups(all));
        var chosen = _app.Of(_app.Chosen);
        var rounds = Rounds();
        SayWhatIsMissing();
        return new()
        {
            App = _app.Model.App,
            Source = _source.Name,
            Goal = _source.Rounds.LastOrDefault(r => r.Goal is not null)?.Goal,
            End = _source.Loop?.End,
            Result = chosen is null || _app.First is null ? null : Result(_app.First, chosen, setups, rounds),
            Setups = setups,
            Rounds = rounds,
            Tasks = [.. _app.Model.Tasks.Select(t => new ReportTask(t.Id, t.IsEntry))],
            Requests = [.. Compared().SelectMany(m => Requests.Of(m, _names[m.Setup.Id]))],
            Functions = _app.Chosen is null ? [] : _functions.Of(_app.Chosen, chosen),
            Entries = [.. Compared().SelectMany(Entries)],
            Widened = _app.Chosen is null ? null : Widened(_app.Chosen),
            // Last, because the parts above add to it.
            Missing = [.. _source.Missing.Distinct()],
        };
    }

    private void SayWhatIsMissing()
    {
        if (_app.History.IsEmpty)
            _source.Miss("Nothing was measured: there are no records of requests.");
        if (_source.Manifest is null)
            _source.Miss("No build was read: permissions and the contents of zips are not shown, and calls only where records show them.");
        else if (_app.Chosen is { } chosen && _app.Built!.Setup != chosen)
            _source.Miss("The build's setup isn't the chosen one, so the contents of its zips are not shown.");
        if (_source.Loop is { WithoutLoad: { IsDefaultOrEmpty: false } idle })
            _source.Miss($"No request went to these entries, so nothing is known of them: {string.Join(", ", idle)}.");
        var lost = _source.Rounds.Where(r => !_names.ContainsKey(r.SetupId)).Select(r => r.Round).ToList();
        if (lost.Count > 0)
            _source.Miss($"The setups of these rounds are not known any more: {string.Join(", ", lost)}.");
        var numbers = _source.Rounds.Select(r => r.Round).ToHashSet();
        var gaps = numbers.Count == 0 ? [] : Enumerable.Range(1, Math.Min(10_000, numbers.Max())).Where(n => !numbers.Contains(n)).ToList();
        if (gaps.Count > 0)
            _source.Miss($"Rounds are missing: {string.Join(", ", gaps.Take(20))}{(gaps.Count > 20 ? ", …" : "")}.");
    }

    /// <summary>The first measured setup and the chosen one.</summary>
    private IEnumerable<MeasuredSetup> Compared() => new[] { _app.First, _app.Of(_app.Chosen) }.OfType<MeasuredSetup>().DistinctBy(m => m.Setup);

    private ImmutableArray<ReportSetup> Setups(IEnumerable<FusionSetup> all)
    {
        var setups = ImmutableArray.CreateBuilder<ReportSetup>();
        FusionSetup? previous = null;
        foreach (var setup in all)
        {
            var measured = _app.Of(setup);
            var loopRound = _source.Loop?.Rounds.LastOrDefault(r => r.SetupId == setup.Id);
            setups.Add(
                new()
                {
                    Name = _names[setup.Id],
                    Id = setup.Id,
                    Notation = setup.FullNotation,
                    Groups = [.. setup.Groups.Select(g => new ReportGroup(g.Name, g.Tasks, g.Entries, g.MemoryMB, g.Architecture, Zip(setup, g)))],
                    IsChosen = setup == _app.Chosen,
                    Measured = measured is null ? null : Figures.Measured(measured, _app.DisturbancesOf(setup.Id), loopRound?.P50, loopRound?.P95),
                    Predicted = _outlook?.Predict(setup),
                    Changes = previous is null ? [] : Changes.Between(previous, setup),
                    Calls = Calls.Of(setup, measured, _graph),
                    Bill = measured is null ? [] : Bill.Of(measured),
                }
            );
            if (measured is not null)
                previous = setup;
        }
        return setups.ToImmutable();
    }

    private long? Zip(FusionSetup setup, FusionGroup group) =>
        _source.Loop?.Rounds.LastOrDefault(r => r.SetupId == setup.Id)?.Groups.FirstOrDefault(g => g.Name == group.Name)?.ZipBytes
        ?? (_app.Built?.Setup == setup ? _source.Manifest!.Groups.FirstOrDefault(g => g.Name == group.Name)?.Bytes : null);

    private static ImmutableArray<ReportSetup> WithFront(ImmutableArray<ReportSetup> setups)
    {
        return [.. setups.Select(s => s with { IsOnFront = Point(s) is { } p && !setups.Any(o => o != s && Point(o) is { } q && Beats(q, p)) })];

        static (double Ms, double Usd)? Point(ReportSetup s) =>
            s.Measured is { } m ? (m.BilledP50Ms, m.UsdPerMillion)
            : s.Predicted is { } p ? (p.BilledP50Ms, p.UsdPerMillion)
            : null;

        static bool Beats((double Ms, double Usd) a, (double Ms, double Usd) b) => a.Ms <= b.Ms && a.Usd <= b.Usd && (a.Ms < b.Ms || a.Usd < b.Usd);
    }

    private ImmutableArray<ReportRound> Rounds() =>
        [
            .. _source.Rounds.Select(r =>
            {
                var loop = _source.Loop?.Rounds.FirstOrDefault(l => l.Round == r.Round && l.SetupId == r.SetupId);
                return new ReportRound
                {
                    Round = r.Round,
                    Setup = _names.GetValueOrDefault(r.SetupId),
                    Proposer = r.Proposer,
                    Decision = r.Decision,
                    Started = r.Started,
                    Requests = r.Outcome?.Requests,
                    Errors = loop?.Errors ?? r.Outcome?.Errors,
                    BilledP50Ms = r.Outcome?.P50,
                    BilledP95Ms = r.Outcome?.P95,
                    ClientP50Ms = loop?.P50,
                    ClientP95Ms = loop?.P95,
                    UsdPerMillion = r.Outcome?.CostPerMillion,
                    ColdStarts = r.Outcome?.ColdStarts,
                    Predicted = loop?.Expected is { } e ? Figures.Predicted(e.P50, e.P50Within, 0, e.CostPerMillion, e.CostWithin) : null,
                    Disturbances = r.Conditions?.Disturbances ?? [],
                };
            }),
        ];

    private ReportResult Result(MeasuredSetup first, MeasuredSetup chosen, ImmutableArray<ReportSetup> setups, ImmutableArray<ReportRound> rounds)
    {
        var (before, after) = (setups.First(s => s.Id == first.Setup.Id), setups.First(s => s.Id == chosen.Setup.Id));
        var (a, b) = (before.Measured!, after.Measured!);
        var rate = _requestsPerSecond ?? Figures.Rate(chosen.Records);
        double? saved = rate is { } r ? (a.UsdPerMillion - b.UsdPerMillion) * r * 30 * 24 * 3600 / 1e6 : null;
        return new(
            before.Name,
            after.Name,
            ResultText.Sentence(a, b, before == after, rate, saved),
            rate,
            saved,
            before == after ? [] : Changes.Between(first.Setup, chosen.Setup),
            [.. ResultText.Certainty(before, after, rounds, _source.Loop?.Cheapest)],
            Tracing(MonitoringCost.Of(chosen.Records, chosen.Setup, 1)),
            _source.StoreLocation is { } store ? $"dotnet build -c Release {Quoted($"-p:FusionizeStore={store}")}" : null
        );
    }

    private static string? Tracing(MonitoringCost? cost) => cost?.ToString() is { } text ? $"{char.ToUpperInvariant(text[0])}{text[1..]}." : null;

    /// <summary>Quotes a text for a shell if it contains blanks or special characters.</summary>
    private static string Quoted(string argument) =>
        argument.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:=@+".Contains(c))
            ? argument
            : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private IEnumerable<ReportEntry> Entries(MeasuredSetup measured)
    {
        foreach (var entry in EntryOutcome.ByEntry(measured.Records).OrderByDescending(e => e.Count(r => r.IsRoot)))
        {
            var outcome = EntryOutcome.Of(entry.Key, [.. entry], measured.Setup, LambdaPrices.Default);
            yield return new(
                _names[measured.Setup.Id],
                outcome.Task,
                outcome.Requests,
                outcome.Errors,
                entry.Count(r => r is { IsRoot: true, IsCold: true }),
                outcome.P50,
                outcome.P95,
                outcome.P99,
                outcome.CostPerMillion,
                Figures.Histogram(Figures.Billed(entry))
            );
        }
    }

    private ReportWidening Widened(FusionSetup chosen)
    {
        var (before, after) = (Sizes(_app.First?.Setup), Sizes(chosen));
        var had = _app.First is null ? null : _functions.Permissions(_app.First.Setup);
        return new(
            _functions.Permissions(chosen) is { } now
                ? [.. now.Select(p => p with { AlsoFor = [.. p.AlsoFor.Where(t => !Had(p, t))] }).Where(p => !p.AlsoFor.IsEmpty)]
                : null,
            [.. _app.Model.Tasks.Where(t => t.IsEntry).Select(t => t.Id)],
            before?.Sum(),
            after?.Sum(),
            before?.Max(),
            after?.Max()
        );

        bool Had(ReportPermission permission, string task) =>
            had is { } earlier
            && _app.First!.Setup != chosen
            && earlier.Any(p => p.Action == permission.Action && p.Resource == permission.Resource && p.AlsoFor.Contains(task));

        ImmutableArray<long>? Sizes(FusionSetup? setup)
        {
            if (setup is null)
                return null;
            var sizes = setup.Groups.Select(g => Zip(setup, g)).ToList();
            return sizes.Count == 0 || sizes.Contains(null) ? null : [.. sizes.Select(s => s!.Value)];
        }
    }
}
