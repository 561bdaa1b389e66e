using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Fusionize.Setups;

/// <summary>All groups of an application. Immutable. Its id is a hash of its content, independent of the order of its groups.</summary>
public sealed record FusionSetup
{
    public const int IdLength = 16;

    private string? _id;
    private FrozenDictionary<string, FusionGroup>? _homes;
    private FrozenDictionary<string, FusionGroup>? _byName;

    public FusionSetup(string app, ImmutableArray<FusionGroup> groups)
    {
        App = app;
        Groups = groups;
    }

    public string App { get; }

    public ImmutableArray<FusionGroup> Groups
    {
        get;
        // A copy made by `with` must not keep values that were derived from the original's groups.
        init => (field, _id, _homes, _byName) = (value, null, null, null);
    }

    /// <summary>The first 16 hex digits of the SHA-256 of the canonical JSON.</summary>
    public string Id => _id ??= Convert.ToHexStringLower(SHA256.HashData(SetupJson.WriteCanonical(this)))[..IdLength];

    /// <summary>The alias under which every function of this setup is deployed.</summary>
    public string Alias => "setup-" + Id;

    /// <summary>The groups in notation: <c>(AnalyzeSensor,CheckSensor)-(StoreEvent)</c>.</summary>
    public string Notation => SetupNotation.Print(this, details: false);

    /// <summary>The notation with memory sizes and everything else that <see cref="ParseNotation"/> needs to restore this setup.</summary>
    public string FullNotation => SetupNotation.Print(this, details: true);

    /// <summary>The group that serves remote calls of the task.</summary>
    public FusionGroup HomeOf(string task) =>
        FindHome(task) ?? throw new SetupException(SetupCodes.NoHome, Id, "groups", $"No group of the setup is the home of task '{task}'.");

    public FusionGroup? FindHome(string task)
    {
        _homes ??= Groups
            .SelectMany(g => g.Entries.Select(e => KeyValuePair.Create(e, g)))
            .DistinctBy(p => p.Key)
            .ToFrozenDictionary(StringComparer.Ordinal);
        return _homes.GetValueOrDefault(task);
    }

    public FusionGroup? FindGroup(string name)
    {
        _byName ??= Groups.DistinctBy(g => g.Name).ToFrozenDictionary(g => g.Name, StringComparer.Ordinal);
        return _byName.GetValueOrDefault(name);
    }

    /// <summary>
    /// The remote calls that code of the group may make: called task → its home's name, in manifest order. They include detached local calls: if an
    /// attempt fails, the work goes to the task's home, which may be this group.
    /// </summary>
    public ImmutableSortedDictionary<string, string> RoutesOf(FusionGroup group, AppModel app) =>
        app
            .Calls.Where(c => app.MayLeave(group, c))
            .Select(c => c.To)
            .Distinct()
            .ToImmutableSortedDictionary(t => t, t => HomeOf(t).Name, StringComparer.Ordinal);

    /// <summary>The tasks that some function calls remotely.</summary>
    public FrozenSet<string> CalledRemotely(AppModel app) => Groups.SelectMany(g => RoutesOf(g, app).Keys).ToFrozenSet(StringComparer.Ordinal);

    public string ToJson() => Encoding.UTF8.GetString(SetupJson.Write(this));

    public static FusionSetup Parse(ReadOnlySpan<byte> utf8, string file) => SetupParser.Parse(utf8, file);

    public static FusionSetup ParseNotation(string notation, AppModel app) => SetupNotation.Parse(notation, app);

    /// <summary>The first setup of an application: one function per task.</summary>
    public static FusionSetup OnePerTask(AppModel app, int memoryMB = FusionGroup.DefaultMemoryMB) =>
        new(app.App, [.. app.Tasks.Select(t => new FusionGroup(t.Id, [t.Id], memoryMB: memoryMB))]);

    /// <summary>Every task in one function, its root being the first entry task.</summary>
    public static FusionSetup AllInOne(AppModel app, int memoryMB = FusionGroup.DefaultMemoryMB)
    {
        var root = app.Tasks.FirstOrDefault(t => t.IsEntry) ?? app.Tasks[0];
        return new(app.App, [new FusionGroup(root.Id, app.Tasks.Select(t => t.Id), memoryMB: memoryMB)]);
    }

    /// <summary>The same setup with its groups in manifest order.</summary>
    public FusionSetup InOrderOf(AppModel app) =>
        this with
        {
            Groups = [.. Groups.OrderBy(g => app.PositionOf(g.Name)).ThenBy(g => g.Name, StringComparer.Ordinal)],
        };

    /// <summary>Throws a <see cref="SetupException"/> unless the setup fits the application: its tasks, each with one home.</summary>
    public void Validate(AppModel app, string file) => SetupValidator.Validate(this, app, file);

    public bool Equals(FusionSetup? other) => other is not null && Id == other.Id;

    public override int GetHashCode() => Id.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => FullNotation;
}
