using System.Collections.Immutable;
using Fusionize.Dashboard.Model;
using Fusionize.Optimization;
using Fusionize.Packaging;
using Fusionize.Packaging.Explaining;
using Fusionize.Records;
using Fusionize.Setups;

namespace Fusionize.Dashboard.Building;

/// <summary>The functions of a setup: their measurements, contents and permissions.</summary>
internal sealed class Functions(MeasuredApp app, Outlook? outlook)
{
    /// <summary>The number of functions with predictions for other memory sizes and groupings: those that cost most.</summary>
    private const int MaxPredicted = 6;

    private const int MaxZipParts = 12;

    public ImmutableArray<ReportFunction> Of(FusionSetup setup, MeasuredSetup? measured)
    {
        var records = measured?.Records.ToLookup(r => r.Group);
        var requests = measured?.Records.Count(r => r.IsRoot) ?? 0;
        var functions = setup.Groups.Select(g => Of(setup, g, [.. records?[g.Name] ?? []], requests)).ToList();
        var dearest = functions.OrderByDescending(f => f.Usd ?? 0).Take(MaxPredicted).Select(f => f.Group).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. functions.Select(f =>
                outlook is not null && dearest.Contains(f.Group) && setup.FindGroup(f.Group) is { } group
                    ? f with
                    {
                        Memory = outlook.Memory(setup, group),
                        Alternatives = outlook.Alternatives(setup, group),
                    }
                    : f
            ),
        ];
    }

    /// <summary>The permissions that tasks declare, by function; null: there is no build.</summary>
    public ImmutableArray<ReportPermission>? Permissions(FusionSetup setup)
    {
        if (app.Source.Manifest is not { } manifest)
            return null;
        var declared = manifest.Permissions.ToDictionary(p => p.Task, p => p.Permissions.ToHashSet(), StringComparer.Ordinal);
        return
        [
            .. from @group in setup.Groups
            from permission in @group.Tasks.SelectMany(t => declared.GetValueOrDefault(t, [])).Distinct()
            let owners = @group.Tasks.Where(t => declared.GetValueOrDefault(t, []).Contains(permission)).ToImmutableArray()
            select new ReportPermission(@group.Name, permission.Action, permission.Resource, owners, [.. @group.Tasks.Except(owners)]),
        ];
    }

    private ReportFunction Of(FusionSetup setup, FusionGroup group, List<InvocationRecord> records, int requests)
    {
        var function = new ReportFunction
        {
            Group = group.Name,
            Tasks = group.Tasks,
            MemoryMB = group.MemoryMB,
            Permissions = Permissions(setup) is { } all ? [.. all.Where(p => p.Group == group.Name)] : [],
        };
        if (app.Built is { } built && built.Setup == setup)
            function = WithZip(function, built.Manifest);
        if (records.Count == 0)
            return function;
        var cold = records.FindAll(r => r.IsCold);
        var durations = Statistics.Sorted(records.Select(r => r.DurationMs));
        var inits = Statistics.Sorted(cold.Select(r => r.InitMs));
        var warm = Statistics.Sorted(records.Where(r => !r.IsCold).Select(r => r.DurationMs));
        return function with
        {
            Invocations = records.Count,
            Errors = records.Count(r => r.Error is not null),
            ColdStarts = cold.Count,
            InitP50Ms = Known(Statistics.Quantile(inits, 0.5)),
            InitP95Ms = Known(Statistics.Quantile(inits, 0.95)),
            FirstInvocationMs = Known(Statistics.Median(cold.Select(r => r.DurationMs)) - Statistics.Quantile(warm, 0.5)),
            DurationP50Ms = Known(Statistics.Quantile(durations, 0.5)),
            DurationP95Ms = Known(Statistics.Quantile(durations, 0.95)),
            PeakMemoryMB = records.Max(r => r.MaxMemoryUsedMB),
            Usd = requests == 0 ? null : records.Sum(r => LambdaPrices.Default.Invocation(r, setup)) / requests * 1e6,
        };
    }

    private ReportFunction WithZip(ReportFunction function, FusionManifest manifest)
    {
        var bytes = manifest.Groups.First(g => g.Name == function.Group).Bytes;
        try
        {
            var zip = ZipExplainer.Explain(manifest, app.Source.BuildFolder!, function.Group);
            var parts = zip
                .Files.GroupBy(f => f.From)
                .Select(f => new ReportZipPart(
                    f.Key,
                    f.Count(),
                    f.Sum(x => x.ZipBytes),
                    [.. f.SelectMany(x => x.Tasks).Distinct().Order(StringComparer.Ordinal)]
                ))
                .OrderByDescending(p => p.ZipBytes)
                .ToList();
            var rest = parts.Skip(MaxZipParts).ToList();
            return function with
            {
                ZipBytes = zip.Bytes,
                Zip =
                [
                    .. parts.Take(MaxZipParts),
                    .. rest.Count == 0 ? (IEnumerable<ReportZipPart>)[] : [new("others", rest.Sum(p => p.Files), rest.Sum(p => p.ZipBytes), [])],
                ],
            };
        }
        catch (FusionizeException e)
        {
            app.Source.Miss($"What is in the zip of {function.Group} is not shown: {e.Message}");
            return function with { ZipBytes = bytes };
        }
    }

    private static double? Known(double value) => double.IsFinite(value) ? value : null;
}
