using System.Collections.Frozen;
using Fusionize.Setups;

namespace Fusionize.Optimization;

/// <summary>
/// Keeps tasks apart that declare different permissions. The tasks of a group share its role, so fusing such tasks lets the code of one do what only
/// the other one should; within the boundary no setup widens what a task may do.
/// </summary>
public sealed class PermissionBoundary
{
    private readonly FrozenDictionary<string, string> _permissions;

    /// <param name="permissions">What each task declares; a task that isn't here declares nothing.</param>
    public PermissionBoundary(IEnumerable<(string Task, IEnumerable<TaskPermission> Permissions)> permissions) => _permissions = permissions
        .Select(p => KeyValuePair.Create(p.Task, string.Join('\n', p.Permissions.Select(s => $"{s.Action}\t{s.Resource}").Distinct().Order(StringComparer.Ordinal))))
        .Where(p => p.Value.Length > 0).ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether two tasks may not share a function.</summary>
    public bool Separates(string a, string b) => Key(a) != Key(b);

    public bool Allows(FusionSetup setup) => setup.Groups.All(g => g.Tasks.All(t => Key(t) == Key(g.Tasks[0])));

    /// <summary>The same setup, with each group that crosses the boundary taken apart along it.</summary>
    public FusionSetup Split(FusionSetup setup, AppModel app)
        => Allows(setup) ? setup : (setup with { Groups = [.. setup.Groups.SelectMany(Parts)] }).InOrderOf(app);

    // Copies that would be on the other side are left out: they have a home of their own. A part without a task that lives there serves nobody.
    private IEnumerable<FusionGroup> Parts(FusionGroup group) =>
        from part in @group.Tasks.GroupBy(Key)
        let homes = @group.Entries.Where(part.Contains).ToArray()
        where homes.Length > 0
        let name = homes.Contains(@group.Name) ? @group.Name : homes[0]
        select new FusionGroup(name, part, homes, @group.MemoryMB, @group.Architecture, @group.RemoteAsync.Where(part.Contains));

    private string Key(string task) => _permissions.GetValueOrDefault(task, "");
}

/// <summary>Asks an optimizer for a setup that keeps to the input's boundary, whether the optimizer knows of it or not.</summary>
public static class BoundedOptimization
{
    public static async ValueTask<Proposal> ProposeWithinBoundaryAsync(this ISetupOptimizer optimizer, OptimizationInput input, CancellationToken cancellation)
    {
        var proposal = await optimizer.ProposeAsync(input, cancellation);
        if (input.Boundary is not { } boundary)
            return proposal;
        var best = proposal.Best is { } found && !boundary.Allows(found) ? GoalChoice.BestMeasured(input.History.Where(m => boundary.Allows(m.Setup)), input.Goal) : proposal.Best;
        if (proposal.Next is not { } next || boundary.Allows(next))
            return proposal with { Best = best };
        var split = boundary.Split(next, input.App);
        split.Validate(input.App, "permission boundary");
        return input.History.Any(m => m.Setup == split)
            ? new(null, $"Within the permissions that tasks declare nothing is left to try; without that: {proposal.Decision}", true, best)
            : proposal with { Next = split, Best = best, Expected = null, Decision = $"{proposal.Decision} Taken apart where tasks declare different permissions." };
    }
}
