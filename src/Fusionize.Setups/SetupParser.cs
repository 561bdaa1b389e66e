using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Fusionize.Shared;

namespace Fusionize.Setups;

/// <summary>
/// Reads a setup strictly. Setups are untrusted, so every deviation is a <see cref="SetupException"/> with the field, and no part of an invalid input
/// is used.
/// </summary>
internal ref struct SetupParser
{
    public const int MaxBytes = 4 * 1024 * 1024;
    public const int MaxGroups = 2000;
    public const int MaxTasks = 2000;
    private const int MaxDepth = 8;

    private readonly string _file;
    private Utf8JsonReader _json;

    private SetupParser(ReadOnlySpan<byte> utf8, string file)
    {
        _file = file;
        _json = new(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
    }

    public static FusionSetup Parse(ReadOnlySpan<byte> utf8, string file)
    {
        if (utf8.Length > MaxBytes)
            throw new SetupException(SetupCodes.TooLarge, file, null, $"The setup is larger than {MaxBytes} bytes.");
        if (utf8.StartsWith(Encoding.UTF8.Preamble))
            utf8 = utf8[Encoding.UTF8.Preamble.Length..];
        try
        {
            return new SetupParser(utf8, file).ReadSetup();
        }
        // The reader throws InvalidOperationException for a string that isn't valid UTF-8 or UTF-16.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new SetupException(SetupCodes.NotJson, file, null, $"Not valid JSON: {e.Message}");
        }
    }

    private FusionSetup ReadSetup()
    {
        string? app = null,
            id = null;
        var versionSeen = false;
        List<RawGroup>? groups = null;

        _json.Read();
        Expect(JsonTokenType.StartObject, null, "an object");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (NextField(null, seen, out var field))
        {
            switch (field)
            {
                case "fusionize":
                    if (ReadInteger(field) != SetupJson.FormatVersion)
                        throw Fail(SetupCodes.Version, field, $"This version of the format is unknown; the known one is {SetupJson.FormatVersion}.");
                    versionSeen = true;
                    break;
                case "app":
                    app = ReadString(field);
                    if (!SetupNames.IsAppName(app))
                        throw Fail(
                            SetupCodes.BadName,
                            field,
                            $"{Quote(app)} isn't an application name: lower-case letters, digits and '-', a letter first, at most 40."
                        );
                    break;
                case "id":
                    id = ReadString(field);
                    break;
                case "groups":
                    groups = ReadGroups(field);
                    break;
                default:
                    throw Fail(SetupCodes.UnknownField, field, "This field is unknown.");
            }
        }
        if (_json.Read())
            throw Fail(SetupCodes.NotJson, null, "There is more text after the setup.");
        if (!versionSeen)
            throw Missing("fusionize");

        var setup = new FusionSetup(app ?? throw Missing("app"), Resolve(groups ?? throw Missing("groups")));
        if (id is not null && id != setup.Id)
            throw Fail(SetupCodes.WrongId, "id", $"The id is {Quote(id)}, but the content has the id '{setup.Id}'.");
        return setup;
    }

    private List<RawGroup> ReadGroups(string path)
    {
        Expect(JsonTokenType.StartArray, path, "an array");
        var groups = new List<RawGroup>();
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (groups.Count == MaxGroups)
                throw Fail(SetupCodes.TooLarge, path, $"There are more than {MaxGroups} groups.");
            groups.Add(ReadGroup($"{path}[{groups.Count}]"));
        }
        if (groups.Count == 0)
            throw Fail(SetupCodes.BadGroup, path, "There is no group.");
        return groups;
    }

    private RawGroup ReadGroup(string path)
    {
        Expect(JsonTokenType.StartObject, path, "an object");
        string? name = null;
        List<string>? tasks = null,
            entries = null,
            remoteAsync = null;
        var memoryMB = FusionGroup.DefaultMemoryMB;
        var architecture = Architectures.X64;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (NextField(path, seen, out var field))
        {
            var at = $"{path}.{field}";
            switch (field)
            {
                case "name":
                    name = ReadTask(at);
                    break;
                case "tasks":
                    tasks = ReadTasks(at);
                    break;
                case "entries":
                    entries = ReadTasks(at);
                    break;
                case "remoteAsync":
                    remoteAsync = ReadTasks(at);
                    break;
                case "memoryMB":
                    memoryMB = ReadInteger(at);
                    if (memoryMB is < FusionGroup.MinMemoryMB or > FusionGroup.MaxMemoryMB)
                        throw Fail(
                            SetupCodes.BadMemory,
                            at,
                            $"{memoryMB} isn't a memory size: {FusionGroup.MinMemoryMB} to {FusionGroup.MaxMemoryMB} MB."
                        );
                    break;
                case "architecture":
                    architecture = ReadString(at);
                    if (!Architectures.IsKnown(architecture))
                        throw Fail(
                            SetupCodes.BadArchitecture,
                            at,
                            $"{Quote(architecture)} isn't an architecture: '{Architectures.X64}' or '{Architectures.Arm64}'."
                        );
                    break;
                default:
                    throw Fail(SetupCodes.UnknownField, at, "This field is unknown.");
            }
        }
        return new(
            path,
            name ?? throw Missing(path + ".name"),
            tasks ?? throw Missing(path + ".tasks"),
            entries,
            memoryMB,
            architecture,
            remoteAsync ?? []
        );
    }

    private List<string> ReadTasks(string path)
    {
        Expect(JsonTokenType.StartArray, path, "an array");
        var tasks = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            var at = $"{path}[{tasks.Count}]";
            if (tasks.Count == MaxTasks)
                throw Fail(SetupCodes.TooLarge, path, $"There are more than {MaxTasks} tasks.");
            var task = ReadTask(at);
            if (!seen.Add(task))
                throw Fail(SetupCodes.BadGroup, at, $"Task '{task}' occurs twice.");
            tasks.Add(task);
        }
        return tasks;
    }

    /// <summary>Fills in missing homes in file order, and checks that the groups are consistent.</summary>
    private readonly ImmutableArray<FusionGroup> Resolve(List<RawGroup> raw)
    {
        var groups = ImmutableArray.CreateBuilder<FusionGroup>(raw.Count);
        var names = new HashSet<string>(StringComparer.Ordinal);
        var homes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var group in raw)
        {
            if (!names.Add(TaskId.DuplicateKey(group.Name)))
                throw Fail(SetupCodes.DuplicateGroup, group.Path + ".name", $"There are two groups '{group.Name}'.");
            var entries = group.Entries ?? group.Tasks.FindAll(t => !homes.ContainsKey(t));
            if (group.Entries is null && homes.TryGetValue(group.Name, out var other))
                throw Fail(
                    SetupCodes.DuplicateHome,
                    group.Path + ".name",
                    $"Task '{group.Name}' already has its home in group '{other}'; list the 'entries' of that group."
                );
            var tasks = group.Tasks.ToHashSet(StringComparer.Ordinal);
            if (!tasks.Contains(group.Name))
                throw Fail(
                    SetupCodes.BadGroup,
                    group.Path + ".tasks",
                    $"A group is named after one of its tasks, and '{group.Name}' isn't among them."
                );
            if (group.Entries is { } named && (named.Count == 0 || named[0] != group.Name))
                throw Fail(
                    SetupCodes.BadGroup,
                    group.Path + ".entries",
                    $"The first entry must be the task that the group is named after, '{group.Name}'."
                );
            foreach (var entry in entries)
            {
                if (!tasks.Contains(entry))
                    throw Fail(SetupCodes.BadGroup, group.Path + ".entries", $"Task '{entry}' isn't among the group's tasks.");
                if (!homes.TryAdd(entry, group.Name))
                    throw Fail(SetupCodes.DuplicateHome, group.Path + ".entries", $"Task '{entry}' already has its home in group '{homes[entry]}'.");
            }
            if (group.RemoteAsync.Find(t => !tasks.Contains(t)) is { } stranger)
                throw Fail(SetupCodes.BadGroup, group.Path + ".remoteAsync", $"Task '{stranger}' isn't among the group's tasks.");
            groups.Add(new(group.Name, group.Tasks, entries, group.MemoryMB, group.Architecture, group.RemoteAsync));
        }
        foreach (var group in raw)
        {
            if (group.Tasks.Find(t => !homes.ContainsKey(t)) is { } homeless)
                throw Fail(SetupCodes.NoHome, group.Path + ".tasks", $"Task '{homeless}' is an entry of no group, so remote calls can't reach it.");
        }
        return groups.MoveToImmutable();
    }

    private bool NextField(string? path, HashSet<string> seen, out string field)
    {
        _json.Read();
        if (_json.TokenType == JsonTokenType.EndObject)
        {
            field = "";
            return false;
        }
        field = _json.GetString()!;
        // The name becomes part of the message, so it must not contain line breaks.
        var at = path is null ? Printable(field) : $"{path}.{Printable(field)}";
        if (!seen.Add(field))
            throw Fail(SetupCodes.DuplicateField, at, "This field occurs twice.");
        if (field != Printable(field))
            throw Fail(SetupCodes.UnknownField, at, "This field is unknown.");
        _json.Read();
        return true;
    }

    private readonly string ReadTask(string path)
    {
        var name = ReadString(path);
        return TaskId.IsValid(name)
            ? name
            : throw Fail(
                SetupCodes.BadName,
                path,
                $"{Quote(name)} isn't a task name: letters, digits and '_', in parts separated by '.', at most {TaskId.MaxLength}."
            );
    }

    private readonly string ReadString(string path)
    {
        Expect(JsonTokenType.String, path, "a string");
        return _json.GetString()!;
    }

    private readonly int ReadInteger(string path)
    {
        Expect(JsonTokenType.Number, path, "a whole number");
        return _json.TryGetInt32(out var value) ? value : throw Fail(SetupCodes.WrongType, path, "Must be a whole number.");
    }

    private readonly void Expect(JsonTokenType type, string? path, string what)
    {
        if (_json.TokenType != type)
            throw Fail(SetupCodes.WrongType, path, $"Must be {what}.");
    }

    private readonly SetupException Fail(string code, string? field, string message) => new(code, _file, field, message);

    private readonly SetupException Missing(string field) => Fail(SetupCodes.MissingField, field, "This field is missing.");

    private static string Quote(string text) => $"'{Printable(text)}'";

    private static string Printable(string text) => OneLine.Of(text, 120);

    private readonly record struct RawGroup(
        string Path,
        string Name,
        List<string> Tasks,
        List<string>? Entries,
        int MemoryMB,
        string Architecture,
        List<string> RemoteAsync
    );
}
