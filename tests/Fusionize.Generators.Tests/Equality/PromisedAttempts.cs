using System.Text.RegularExpressions;

namespace Fusionize.Generators.Tests.Equality;

/// <summary>How often detached work is tried, by the rules of docs/programming-model.md ("Detached work").</summary>
internal static partial class PromisedAttempts
{
    /// <summary>What the platform tries again of a request.</summary>
    public const int Retries = 2;

    private const int OfPlatform = 1 + Retries;

    /// <summary>One in the caller's function comes before those of the platform.</summary>
    public const int Most = 1 + OfPlatform;

    /// <summary>A path or label without the attempts of callers: the same for all of them.</summary>
    public static string WithoutAttempts(string path) => Attempt().Replace(path, "");

    /// <summary>What was tried in another way than promised; null where nothing was.</summary>
    /// <param name="program">The program.</param>
    /// <param name="plain">What it does by plain calls.</param>
    /// <param name="seen">The attempts that were seen.</param>
    /// <param name="failed">The paths of what came to the failure destination.</param>
    public static string? ViolationIn(Node program, Effects plain, IReadOnlyList<Effects.Attempt> seen, IReadOnlySet<string> failed)
    {
        var done = plain.Labels.ToHashSet(StringComparer.Ordinal);
        foreach (var call in seen.GroupBy(a => a.Path, StringComparer.Ordinal))
        {
            var path = WithoutAttempts(call.Key);
            var node = Find(program, path);
            var isDone = done.Contains(path + ".");
            int[] numbers = [.. call.Select(a => a.Number).Order()];
            // Work whose time is over may run on after its invocation. What it detaches then has no number; the work itself is tried again.
            if (program.HasTimeOut && numbers is [0])
                continue;
            var what = $"'{call.Key}' ({node}) was tried as {string.Join(", ", numbers)}";
            if (call.Select(a => a.CallId).Distinct().Count() > 1 || numbers.Distinct().Count() < numbers.Length || numbers[^1] > Most)
                return $"{what} with the ids {string.Join(", ", call.Select(a => a.CallId).Distinct())}";
            var isTold = failed.Contains(call.Key);
            if (ProgramApp.IsBestEffort(node.Task))
            {
                if (numbers.Length != 1 && (isDone || !isTold || numbers.Length != OfPlatform))
                    return what;
                continue;
            }
            if (isTold == isDone)
                return $"{what} and is {(isTold ? "" : "not ")}in the failure destination";
            // Where one's time is over, that of others in its invocation is too.
            if (!program.HasTimeOut && numbers[0] != 1)
                return what;
            var expected =
                !isDone ? OfPlatform
                : node.Fails is null ? 1
                : node.FailsFirst + 1;
            if (program.HasTimeOut ? numbers[^1] < expected : numbers.Length != expected && (isDone || numbers.Length != Most))
                return $"{what} and not {expected} times";
        }
        return null;
    }

    /// <summary>The node at a path, such as <c>/0.0.1/2.0.0</c>: step, turn and number of each call on the way.</summary>
    private static Node Find(Node program, string path)
    {
        foreach (var call in path.Split('/').Skip(1))
        {
            var numbers = call.Split('.').Select(int.Parse).ToArray();
            program = program.Steps[numbers[0]].Nodes[numbers[2]];
        }
        return program;
    }

    [GeneratedRegex(@"#\d+")]
    private static partial Regex Attempt();
}
