using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Fusionize.Shared;

namespace Fusionize.Setups;

/// <summary>
/// The notation of a setup: <c>(A,B)-(C)</c>, the root of each group first. If several groups contain a task, its home is the group named after it,
/// or else the first group that contains it. In a setup with another home, <c>+B</c> marks each copy. <c>~B</c>: B is in the group, but asynchronous
/// calls of it go to its home. <c>(A,B)@1536/arm64</c>: memory and architecture. A <c>-…</c> (or <c>-...</c>) at the end means all other tasks, each
/// in a group of its own.
/// </summary>
internal static class SetupNotation
{
    public static string Print(FusionSetup setup, bool details)
    {
        var homes = ImpliedHomes(setup.Groups.Select(g => (IReadOnlyList<string>)g.Tasks));
        var text = new StringBuilder();
        for (var i = 0; i < setup.Groups.Length; i++)
        {
            if (i > 0)
                text.Append('-');
            // All copies of such a task are marked; an unmarked copy would count as the home.
            Print(text, setup.Groups[i], task => setup.Groups[homes[task]] != setup.FindHome(task), details);
        }
        return text.ToString();
    }

    public static string Print(FusionGroup group)
    {
        var text = new StringBuilder();
        Print(text, group, _ => true, details: true);
        return text.ToString();
    }

    public static FusionSetup Parse(string notation, AppModel app)
    {
        var groups = new List<Draft>();
        var rest = notation.AsSpan().Trim();
        var others = false;
        while (true)
        {
            if (groups.Count > 0 && rest is "…" or "...")
            {
                others = true;
                break;
            }
            groups.Add(ParseGroup(ref rest, notation));
            if (rest.IsEmpty)
                break;
            if (rest[0] != '-')
                throw Fail(notation, $"'-' expected before '{Short(rest)}'");
            rest = rest[1..].TrimStart();
        }
        if (others)
        {
            var named = groups.SelectMany(g => g.Tasks).ToHashSet(StringComparer.Ordinal);
            groups.AddRange(app.Tasks.Where(t => !named.Contains(t.Id)).Select(t => new Draft { Tasks = { t.Id } }));
        }

        var homes = ImpliedHomes(groups.Select(g => (IReadOnlyList<string>)[.. g.Tasks.Where(t => !g.Copies.Contains(t))]));
        var built = ImmutableArray.CreateBuilder<FusionGroup>(groups.Count);
        for (var i = 0; i < groups.Count; i++)
        {
            var g = groups[i];
            var entries = g.Tasks.Where(t => homes.TryGetValue(t, out var home) && home == i && !g.Copies.Contains(t));
            built.Add(new(g.Tasks[0], g.Tasks, entries, g.MemoryMB, g.Architecture, g.RemoteAsync));
        }
        var setup = new FusionSetup(app.App, built.MoveToImmutable()).InOrderOf(app);
        setup.Validate(app, notation);
        return setup;
    }

    private static void Print(StringBuilder text, FusionGroup group, Func<string, bool> mustMark, bool details)
    {
        text.Append('(');
        for (var i = 0; i < group.Tasks.Length; i++)
        {
            var task = group.Tasks[i];
            if (i > 0)
                text.Append(',');
            if (details && group.RemoteAsync.Contains(task))
                text.Append('~');
            if (mustMark(task) && !group.Entries.Contains(task))
                text.Append('+');
            text.Append(task);
        }
        text.Append(')');
        if (details)
            text.Append(CultureInfo.InvariantCulture, $"@{group.MemoryMB}");
        if (details && group.Architecture != Architectures.X64)
            text.Append('/').Append(group.Architecture);
    }

    /// <summary>For each task, the index of its default home.</summary>
    private static Dictionary<string, int> ImpliedHomes(IEnumerable<IReadOnlyList<string>> groups)
    {
        var homes = new Dictionary<string, int>(StringComparer.Ordinal);
        var all = groups.ToList();
        for (var i = 0; i < all.Count; i++)
        {
            if (all[i].Count > 0)
                homes.TryAdd(all[i][0], i);
        }
        for (var i = 0; i < all.Count; i++)
        {
            foreach (var task in all[i])
                homes.TryAdd(task, i);
        }
        return homes;
    }

    private static Draft ParseGroup(ref ReadOnlySpan<char> rest, string notation)
    {
        if (rest.IsEmpty || rest[0] != '(')
            throw Fail(notation, rest.IsEmpty ? "a group '(…)' is missing" : $"'(' expected before '{Short(rest)}'");
        var end = rest.IndexOf(')');
        if (end < 0)
            throw Fail(notation, "')' is missing");
        var draft = new Draft();
        foreach (var range in rest[1..end].Split(','))
            draft.Add(rest[1..end][range].Trim(), notation);
        rest = rest[(end + 1)..].TrimStart();
        if (!rest.IsEmpty && rest[0] == '@')
        {
            var digits = rest[1..].IndexOfAnyExceptInRange('0', '9');
            digits = digits < 0 ? rest.Length - 1 : digits;
            if (!int.TryParse(rest.Slice(1, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var memoryMB))
                throw Fail(notation, "a memory size must follow '@'");
            draft.MemoryMB = memoryMB;
            rest = rest[(digits + 1)..].TrimStart();
        }
        if (!rest.IsEmpty && rest[0] == '/')
        {
            var length = rest.IndexOf('-') is var dash and >= 0 ? dash : rest.Length;
            draft.Architecture = rest[1..length].Trim().ToString();
            rest = rest[length..];
        }
        return draft;
    }

    private static string Short(ReadOnlySpan<char> text) => text.Length > 20 ? $"{text[..20]}…" : text.ToString();

    private static SetupException Fail(string notation, string what) =>
        new(SetupCodes.Notation, notation, null, $"Not a setup in the notation (A,B)-(C): {what}.");

    private sealed class Draft
    {
        public List<string> Tasks { get; } = [];
        public List<string> Copies { get; } = [];
        public List<string> RemoteAsync { get; } = [];
        public int MemoryMB { get; set; } = FusionGroup.DefaultMemoryMB;
        public string Architecture { get; set; } = Architectures.X64;

        public void Add(ReadOnlySpan<char> text, string notation)
        {
            var copy = false;
            var remoteAsync = false;
            while (!text.IsEmpty && text[0] is '+' or '~')
            {
                copy |= text[0] == '+';
                remoteAsync |= text[0] == '~';
                text = text[1..].TrimStart();
            }
            var task = text.ToString();
            if (!TaskId.IsValid(task))
                throw Fail(notation, $"'{Short(text)}' isn't a task name");
            if (Tasks.Contains(task))
                throw Fail(notation, $"task '{task}' occurs twice in one group");
            Tasks.Add(task);
            if (copy)
                Copies.Add(task);
            if (remoteAsync)
                RemoteAsync.Add(task);
        }
    }
}
