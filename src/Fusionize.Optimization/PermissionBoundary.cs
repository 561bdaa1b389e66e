using System.Collections.Frozen;
using Fusionize.Setups;

namespace Fusionize.Optimization;

/// <summary>
/// Keeps tasks apart that declare different permissions. The tasks of a group share its role, so if such tasks were fused, each task's code would get
/// the permissions of both.
/// </summary>
public sealed class PermissionBoundary
{
    private readonly FrozenDictionary<string, string> _permissions;

    /// <summary>Compares the permissions of tasks.</summary>
    /// <param name="permissions">What each task declares; a task that isn't listed declares nothing.</param>
    public PermissionBoundary(IEnumerable<(string Task, IEnumerable<TaskPermission> Permissions)> permissions) =>
        _permissions = permissions
            .Select(p =>
                KeyValuePair.Create(
                    p.Task,
                    string.Join('\n', p.Permissions.Select(s => $"{s.Action}\t{s.Resource}").Distinct().Order(StringComparer.Ordinal))
                )
            )
            .Where(p => p.Value.Length > 0)
            .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether two tasks may not share a function.</summary>
    public bool Separates(string a, string b) => Key(a) != Key(b);

    /// <summary>Whether all tasks of each group declare the same permissions.</summary>
    public bool Allows(FusionSetup setup) => setup.Groups.All(g => g.Tasks.All(t => Key(t) == Key(g.Tasks[0])));

    /// <summary>The setup with each group split whose tasks declare different permissions.</summary>
    public FusionSetup Split(FusionSetup setup, AppModel app) =>
        Allows(setup) ? setup : (setup with { Groups = [.. setup.Groups.SelectMany(Parts)] }).InOrderOf(app);

    // A part with copies only is left out: each copied task has a home elsewhere.
    private IEnumerable<FusionGroup> Parts(FusionGroup group) =>
        from part in @group.Tasks.GroupBy(Key)
        let homes = @group.Entries.Where(part.Contains).ToArray()
        where homes.Length > 0
        let name = homes.Contains(@group.Name) ? @group.Name : homes[0]
        select new FusionGroup(name, part, homes, @group.MemoryMB, @group.Architecture, @group.RemoteAsync.Where(part.Contains));

    private string Key(string task) => _permissions.GetValueOrDefault(task, "");
}

/// <summary>Makes any optimizer keep the input's permission boundary, whether it knows of it or not.</summary>
public static class BoundedOptimization
{
    /// <summary>The optimizer's proposal, split where tasks declare different permissions.</summary>
    public static async ValueTask<Proposal> ProposeWithinBoundaryAsync(
        this ISetupOptimizer optimizer,
        OptimizationInput input,
        CancellationToken cancellation
    )
    {
        var proposal = await optimizer.ProposeAsync(input, cancellation);
        if (input.Boundary is not { } boundary)
            return proposal;
        var best =
            proposal.Best is { } found && !boundary.Allows(found)
                ? GoalChoice.BestMeasured(input.History.Where(m => boundary.Allows(m.Setup)), input.Goal)
                : proposal.Best;
        if (proposal.Next is not { } next || boundary.Allows(next))
            return proposal with { Best = best };
        var split = boundary.Split(next, input.App);
        split.Validate(input.App, "permission boundary");
        return input.History.Any(m => m.Setup == split)
            ? new(
                null,
                $"Nothing is left to try that keeps tasks with different permissions apart. Without that limit: {proposal.Decision}",
                true,
                best
            )
            : proposal with
            {
                Next = split,
                Best = best,
                Expected = null,
                Decision = $"{proposal.Decision} Split where tasks declare different permissions.",
            };
    }
}
