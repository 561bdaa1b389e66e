using System.Collections.Immutable;
using System.Text.Json;

namespace Fusionize.Records;

/// <summary>
/// The shape of a record as JSON: its members, in the order in which they are written. Members are omitted if they have their usual value, since logs
/// are billed per byte. Writer and reader both follow these lists, and a test holds <see cref="PlainRecordReader"/> to them. Functions write the same
/// trace lines (<c>Fusionize.Tracing.TraceLine</c>, docs/function.md).
/// </summary>
internal static class RecordMembers
{
    private const int MaxCalls = 100_000;

    /// <summary>The members that a function writes.</summary>
    public static JsonMember<InvocationRecord, RecordDraft>[] TraceLine { get; } =
    [
        Member("fusionize", (json, name, _) => json.WriteNumber(name, RecordJson.Version), (ref json, draft, _) => draft.Version = json.GetInt32()),
        Member("app", (json, name, r) => json.WriteString(name, r.App), (ref json, draft, names) => draft.App = Name(ref json, names)),
        Member("setup", (json, name, r) => json.WriteString(name, r.SetupId), (ref json, draft, names) => draft.SetupId = Name(ref json, names)),
        Member("group", (json, name, r) => json.WriteString(name, r.Group), (ref json, draft, names) => draft.Group = Name(ref json, names)),
        Member("requestId", (json, name, r) => json.WriteString(name, r.RequestId), (ref json, draft, _) => draft.RequestId = Text(ref json)),
        Member("trace", (json, name, r) => json.WriteString(name, r.TraceId), (ref json, draft, _) => draft.TraceId = Text(ref json)),
        Member("span", (json, name, r) => json.WriteString(name, r.SpanId), (ref json, draft, _) => draft.SpanId = Text(ref json)),
        Member("parent", WriteParent, (ref json, draft, _) => draft.ParentSpanId = json.GetString()),
        Member("task", (json, name, r) => json.WriteString(name, r.Task), (ref json, draft, names) => draft.Task = Name(ref json, names)),
        Member("root", (json, name, r) => WriteTrue(json, name, r.IsRoot), (ref json, draft, _) => draft.IsRoot = json.GetBoolean()),
        Member("cold", (json, name, r) => WriteTrue(json, name, r.IsCold), (ref json, draft, _) => draft.IsCold = json.GetBoolean()),
        Member("initMs", WriteInit, (ref json, draft, _) => draft.InitMs = Ms(ref json)),
        Member("start", (json, name, r) => json.WriteNumber(name, r.StartMs), (ref json, draft, _) => draft.StartMs = Ms(ref json)),
        Member("ms", (json, name, r) => json.WriteNumber(name, r.DurationMs), (ref json, draft, _) => draft.DurationMs = Ms(ref json)),
        Member("cpuMs", (json, name, r) => json.WriteNumber(name, r.CpuMs), (ref json, draft, _) => draft.CpuMs = Ms(ref json)),
        Member("memMB", (json, name, r) => json.WriteNumber(name, r.MemoryMB), (ref json, draft, _) => draft.MemoryMB = json.GetInt32()),
        Member("calls", WriteCalls, (ref json, draft, names) => draft.Calls = ReadCalls(ref json, names)),
        Member("dropped", WriteDropped, (ref json, draft, _) => draft.DroppedCalls = json.GetInt32()),
        Member("error", (json, name, r) => WriteError(json, name, r.Error), (ref json, draft, names) => draft.Error = ReadError(ref json, names)),
    ];

    /// <summary>The members of a stored record: those of the trace line, and the platform's figures.</summary>
    public static JsonMember<InvocationRecord, RecordDraft>[] Stored { get; } =
    [
        .. TraceLine,
        Member("function", (json, name, r) => json.WriteString(name, r.Function), (ref json, draft, names) => draft.Function = Name(ref json, names)),
        Member("instance", WriteInstance, (ref json, draft, names) => draft.Instance = Name(ref json, names)),
        Member("billedMs", (json, name, r) => json.WriteNumber(name, r.BilledMs), (ref json, draft, _) => draft.BilledMs = json.GetInt64()),
        Member("maxMB", WriteMaxMemory, (ref json, draft, _) => draft.MaxMemoryUsedMB = json.GetInt32()),
        Member("reported", (json, name, r) => json.WriteBoolean(name, r.HasReport), (ref json, draft, _) => draft.HasReport = json.GetBoolean()),
        Member("several", (_, _, _) => { }, (ref json, draft, _) => draft.IsOneOfSeveral = json.GetBoolean()),
    ];

    private static readonly JsonMember<CallRecord, CallDraft>[] s_call =
    [
        new("from", (json, name, c) => json.WriteString(name, c.From), (ref json, draft, names) => draft.From = Name(ref json, names)),
        new("to", (json, name, c) => json.WriteString(name, c.To), (ref json, draft, names) => draft.To = Name(ref json, names)),
        new(
            "kind",
            (json, name, c) => WriteUnless(json, name, c.Kind == CallKind.Sync, "async"u8),
            (ref json, draft, _) => draft.Kind = IsFirst(ref json, "sync"u8, "async"u8) ? CallKind.Sync : CallKind.Async
        ),
        new(
            "where",
            (json, name, c) => WriteUnless(json, name, c.Where == CallSite.Local, "remote"u8),
            (ref json, draft, _) => draft.Where = IsFirst(ref json, "local"u8, "remote"u8) ? CallSite.Local : CallSite.Remote
        ),
        new("at", (json, name, c) => json.WriteNumber(name, c.AtMs), (ref json, draft, _) => draft.AtMs = Ms(ref json)),
        new("ms", (json, name, c) => json.WriteNumber(name, c.Ms), (ref json, draft, _) => draft.Ms = Ms(ref json)),
        new("in", (json, name, c) => WriteBytes(json, name, c.InBytes), (ref json, draft, _) => draft.InBytes = json.GetInt64()),
        new("out", (json, name, c) => WriteBytes(json, name, c.OutBytes), (ref json, draft, _) => draft.OutBytes = json.GetInt64()),
        new("again", WriteAgain, (ref json, draft, _) => draft.IsAgain = json.GetBoolean()),
        new("error", WriteCallError, (ref json, draft, names) => draft.Error = ReadError(ref json, names)?.Type),
    ];

    private static JsonMember<InvocationRecord, RecordDraft> Member(
        string name,
        JsonMember<InvocationRecord, RecordDraft>.Writer write,
        JsonMember<InvocationRecord, RecordDraft>.Reader read
    ) => new(name, write, read);

    private static void WriteCalls(Utf8JsonWriter json, JsonEncodedText name, InvocationRecord record)
    {
        json.WriteStartArray(name);
        foreach (var call in record.Calls)
        {
            json.WriteStartObject();
            JsonMember<CallRecord, CallDraft>.Write(json, s_call, call);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static ImmutableArray<CallRecord> ReadCalls(ref Utf8JsonReader json, StringPool names)
    {
        if (json.TokenType != JsonTokenType.StartArray)
            throw new FormatException();
        var calls = ImmutableArray.CreateBuilder<CallRecord>();
        while (json.Read() && json.TokenType == JsonTokenType.StartObject)
        {
            var draft = new CallDraft();
            if (calls.Count == MaxCalls || !JsonMember<CallRecord, CallDraft>.Read(ref json, s_call, draft, names))
                throw new FormatException();
            calls.Add(draft.ToCall() ?? throw new FormatException());
        }
        return json.TokenType == JsonTokenType.EndArray ? calls.DrainToImmutable() : throw new FormatException();
    }

    private static void WriteParent(Utf8JsonWriter json, JsonEncodedText name, InvocationRecord record)
    {
        if (record.ParentSpanId is { } parent)
            json.WriteString(name, parent);
    }

    private static void WriteInit(Utf8JsonWriter json, JsonEncodedText name, InvocationRecord record)
    {
        if (record.InitMs != 0)
            json.WriteNumber(name, record.InitMs);
    }

    private static void WriteTrue(Utf8JsonWriter json, JsonEncodedText name, bool value)
    {
        if (value)
            json.WriteBoolean(name, true);
    }

    private static void WriteUnless(Utf8JsonWriter json, JsonEncodedText name, bool isUsual, ReadOnlySpan<byte> value)
    {
        if (!isUsual)
            json.WriteString(name, value);
    }

    private static void WriteBytes(Utf8JsonWriter json, JsonEncodedText name, long bytes)
    {
        if (bytes != 0)
            json.WriteNumber(name, bytes);
    }

    private static void WriteDropped(Utf8JsonWriter json, JsonEncodedText name, InvocationRecord record)
    {
        if (record.DroppedCalls > 0)
            json.WriteNumber(name, record.DroppedCalls);
    }

    private static void WriteInstance(Utf8JsonWriter json, JsonEncodedText name, InvocationRecord record)
    {
        if (record.Instance.Length > 0)
            json.WriteString(name, record.Instance);
    }

    private static void WriteMaxMemory(Utf8JsonWriter json, JsonEncodedText name, InvocationRecord record)
    {
        if (record.MaxMemoryUsedMB is { } max)
            json.WriteNumber(name, max);
    }

    private static void WriteAgain(Utf8JsonWriter json, JsonEncodedText name, CallRecord call)
    {
        if (call.IsAgain)
            json.WriteBoolean(name, true);
    }

    private static void WriteCallError(Utf8JsonWriter json, JsonEncodedText name, CallRecord call)
    {
        if (call.Error is { } type)
            WriteError(json, name, new(type, ""));
    }

    private static void WriteError(Utf8JsonWriter json, JsonEncodedText name, RecordedError? error)
    {
        if (error is null)
        {
            json.WriteNull(name);
            return;
        }
        json.WriteStartObject(name);
        json.WriteString("type"u8, error.Type);
        json.WriteString("message"u8, error.Message);
        json.WriteEndObject();
    }

    private static RecordedError? ReadError(ref Utf8JsonReader json, StringPool names)
    {
        if (json.TokenType == JsonTokenType.Null)
            return null;
        if (json.TokenType != JsonTokenType.StartObject)
            throw new FormatException();
        string type = "",
            message = "";
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isType = json.ValueTextEquals("type"u8);
            if (!isType && !json.ValueTextEquals("message"u8))
            {
                json.Skip();
                continue;
            }
            json.Read();
            if (isType)
                type = Name(ref json, names);
            else
                message = Text(ref json);
        }
        return new(type, message);
    }

    private static bool IsFirst(ref Utf8JsonReader json, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) =>
        json.ValueTextEquals(first) || (json.ValueTextEquals(second) ? false : throw new FormatException());

    // GetDouble takes numbers only, so there is no NaN; a number that is too large becomes infinite.
    private static double Ms(ref Utf8JsonReader json) => json.GetDouble() is var ms && double.IsFinite(ms) ? ms : throw new FormatException();

    private static string Name(ref Utf8JsonReader json, StringPool names) =>
        json.TokenType != JsonTokenType.String ? throw new FormatException()
        : json.ValueIsEscaped ? json.GetString()!
        : names.Get(json.ValueSpan);

    private static string Text(ref Utf8JsonReader json) => json.GetString() ?? throw new FormatException();
}
