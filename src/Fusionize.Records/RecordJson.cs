using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Fusionize.CompilerServices;

namespace Fusionize.Records;

/// <summary>
/// Reads the trace lines that functions write, and records as they are stored: a trace line and, behind it, what the platform added.
/// One reader per thread.
/// </summary>
internal sealed class RecordJson
{
    public static ReadOnlySpan<byte> Prefix => "{\"fusionize\":1,"u8;

    private const int MaxCalls = 100_000;

    /// <summary>How many calls of a line are remembered.</summary>
    private const int MaxKnownCalls = 64;

    private readonly StringPool _names = new();

    // Lines of a few functions come interleaved; where they are more, those fight over the places.
    private readonly LineHead?[] _heads = new LineHead?[4];
    private int _nextHead;
    private CallRecord[] _calls = new CallRecord[64];

    /// <summary>Null for anything that isn't a whole record of version 1.</summary>
    /// <param name="function">The function whose log the line is from; a stored record says it itself, as it says the instance.</param>
    public InvocationRecord? TryRead(ReadOnlySpan<byte> line, string function, string instance = "")
    {
        if (TryReadPlain(line, function, instance, out var plain))
            return plain;
        try
        {
            return Read(line, function, instance);
        }
        // The reader's own exceptions, and InvalidOperationException for a value of another type or a string that isn't UTF-8.
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>A trace line as functions write it, without failures: nearly all of them. Several times as fast as the general way.</summary>
    private bool TryReadPlain(ReadOnlySpan<byte> line, string function, string instance, out InvocationRecord? record)
    {
        record = null;
        var json = new TraceLineCursor(line);
        if (ReadHead(ref json) is not { } head || !json.Text(out var requestId) || !json.Skip(",\"trace\":\""u8) || !json.Text(out var trace) || !json.Skip(",\"span\":\""u8) || !json.Text(out var span))
            return false;
        ReadOnlySpan<byte> parent = default;
        if (!json.Skip(",\"parent\":null"u8) && !json.String(",\"parent\":"u8, out parent))
            return false;
        if (ReadTask(ref json, head) is not { } task || !json.Number([], out var initMs) || !json.Number(",\"start\":"u8, out var start) || !json.Number(",\"ms\":"u8, out var ms)
            || !json.Number(",\"cpuMs\":"u8, out var cpuMs) || !json.Whole(",\"memMB\":"u8, out var memoryMB) || memoryMB > int.MaxValue || !json.Skip(",\"calls\":["u8))
            return false;
        var count = 0;
        LineCall? before = null;
        while (!json.Skip("]"u8))
        {
            if (count > 0 && !json.Skip(","u8))
                return false;
            if (count == _calls.Length)
                Array.Resize(ref _calls, Math.Min(count * 2, MaxCalls));
            if (count == MaxCalls || ReadCall(ref json, task, before, count) is not { } call
                || !json.Number([], out var at) || !json.Number(",\"ms\":"u8, out var callMs) || !json.Whole(",\"in\":"u8, out var input) || !json.Whole(",\"out\":"u8, out var output) || !json.Skip("}"u8))
                return false;
            _calls[count++] = new(call.From, call.To, call.Kind, call.Where, at, callMs, input, output);
            before = call;
        }
        if (!json.Skip(",\"error\":null}"u8) || !json.IsAtEnd)
            return false;
        record = new()
        {
            App = head.App,
            SetupId = head.Setup,
            Group = head.Group,
            Function = function,
            Instance = instance,
            // Printable ASCII, so the conversion that checks nothing is enough.
            RequestId = Encoding.Latin1.GetString(requestId),
            TraceId = Encoding.Latin1.GetString(trace),
            SpanId = Encoding.Latin1.GetString(span),
            ParentSpanId = parent.IsEmpty ? null : Encoding.Latin1.GetString(parent),
            Task = task.Task,
            IsRoot = task.IsRoot,
            IsCold = task.IsCold,
            InitMs = initMs,
            StartMs = start,
            DurationMs = ms,
            BilledMs = (long)Math.Ceiling(ms + initMs),
            CpuMs = cpuMs,
            MemoryMB = (int)memoryMB,
            Calls = count == 0 ? [] : ImmutableArray.Create(_calls, 0, count),
        };
        return true;
    }

    private LineHead? ReadHead(ref TraceLineCursor json)
    {
        foreach (var known in _heads)
        {
            if (known is not null && json.Skip(known.Text))
                return known;
        }
        var from = json.Rest;
        if (!json.Skip(Prefix) || !json.String("\"app\":"u8, out var app) || !json.String(",\"setup\":"u8, out var setup) || !json.String(",\"group\":"u8, out var group) || !json.Skip(",\"requestId\":\""u8))
            return null;
        var head = new LineHead(from[..(from.Length - json.Rest.Length)], _names.Get(app), _names.Get(setup), _names.Get(group));
        if (head.Text.Length <= LinePart.MaxLength)
            _heads[_nextHead++ % _heads.Length] = head;
        return head;
    }

    private LineTask? ReadTask(ref TraceLineCursor json, LineHead head)
    {
        if (head.Task is { } known && json.Skip(known.Text))
            return known;
        var from = json.Rest;
        if (!json.String(",\"task\":"u8, out var task) || !json.Flag(",\"root\":"u8, out var root) || !json.Flag(",\"cold\":"u8, out var cold) || !json.Skip(",\"initMs\":"u8))
            return null;
        var part = new LineTask(from[..(from.Length - json.Rest.Length)], _names.Get(task), root, cold);
        if (part.Text.Length <= LinePart.MaxLength)
            head.Task = part;
        return part;
    }

    private LineCall? ReadCall(ref TraceLineCursor json, LineTask task, LineCall? before, int number)
    {
        var expected = before is null ? task.Call : before.Next;
        if (expected is not null && json.Skip(expected.Text))
            return expected;
        var rest = json.Rest;
        if (!json.String("{\"from\":"u8, out var from) || !json.String(",\"to\":"u8, out var to))
            return null;
        CallKind kind;
        if (json.Skip(",\"kind\":\"sync\""u8)) kind = CallKind.Sync;
        else if (json.Skip(",\"kind\":\"async\""u8)) kind = CallKind.Async;
        else return null;
        CallSite where;
        if (json.Skip(",\"where\":\"local\""u8)) where = CallSite.Local;
        else if (json.Skip(",\"where\":\"remote\""u8)) where = CallSite.Remote;
        else return null;
        if (!json.Skip(",\"at\":"u8))
            return null;
        var call = new LineCall(rest[..(rest.Length - json.Rest.Length)], _names.Get(from), _names.Get(to), kind, where);
        if (call.Text.Length > LinePart.MaxLength || number >= MaxKnownCalls)
            return call;
        if (before is null)
            task.Call = call;
        else
            before.Next = call;
        return call;
    }

    private InvocationRecord? Read(ReadOnlySpan<byte> line, string function, string instance)
    {
        var json = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = 8 });
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            return null;

        string? app = null, setup = null, group = null, requestId = null, trace = null, span = null, parent = null, task = null;
        bool root = false, cold = false, version = false, reported = false;
        double initMs = 0, start = double.NaN, ms = double.NaN, cpuMs = 0;
        int memoryMB = 0, dropped = 0;
        long? billedMs = null;
        int? maxMemoryMB = null;
        var calls = ImmutableArray<CallRecord>.Empty;
        RecordedError? error = null;

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            // The lengths of the names nearly tell them apart, and comparing spans is cheaper than making strings.
            var name = json.ValueSpan;
            if (name.SequenceEqual("fusionize"u8)) version = Next(ref json).GetInt32() == 1;
            else if (name.SequenceEqual("app"u8)) app = Name(ref json);
            else if (name.SequenceEqual("setup"u8)) setup = Name(ref json);
            else if (name.SequenceEqual("group"u8)) group = Name(ref json);
            else if (name.SequenceEqual("requestId"u8)) requestId = Text(ref json);
            else if (name.SequenceEqual("trace"u8)) trace = Text(ref json);
            else if (name.SequenceEqual("span"u8)) span = Text(ref json);
            else if (name.SequenceEqual("parent"u8)) parent = TextOrNull(ref json);
            else if (name.SequenceEqual("task"u8)) task = Name(ref json);
            else if (name.SequenceEqual("root"u8)) root = Next(ref json).GetBoolean();
            else if (name.SequenceEqual("cold"u8)) cold = Next(ref json).GetBoolean();
            else if (name.SequenceEqual("initMs"u8)) initMs = Ms(ref json);
            else if (name.SequenceEqual("start"u8)) start = Ms(ref json);
            else if (name.SequenceEqual("ms"u8)) ms = Ms(ref json);
            else if (name.SequenceEqual("cpuMs"u8)) cpuMs = Ms(ref json);
            else if (name.SequenceEqual("memMB"u8)) memoryMB = Next(ref json).GetInt32();
            else if (name.SequenceEqual("calls"u8)) calls = Calls(ref json);
            else if (name.SequenceEqual("error"u8)) error = Error(ref json);
            else if (name.SequenceEqual("dropped"u8)) dropped = Next(ref json).GetInt32();
            else if (name.SequenceEqual("function"u8)) function = Name(ref json);
            else if (name.SequenceEqual("instance"u8)) instance = Name(ref json);
            else if (name.SequenceEqual("billedMs"u8)) billedMs = Next(ref json).GetInt64();
            else if (name.SequenceEqual("maxMB"u8)) maxMemoryMB = Next(ref json).GetInt32();
            else if (name.SequenceEqual("reported"u8)) reported = Next(ref json).GetBoolean();
            else json.Skip();
        }
        // Anything behind the object makes it another line than ours.
        if (json.TokenType != JsonTokenType.EndObject || json.Read())
            return null;
        if (!version || app is null || setup is null || group is null || requestId is null || trace is null || task is null)
            return null;
        if (double.IsNaN(start) || !(ms >= 0))
            return null;
        return new()
        {
            App = app,
            SetupId = setup,
            Group = group,
            Function = function,
            Instance = instance,
            RequestId = requestId,
            TraceId = trace,
            SpanId = span ?? "",
            ParentSpanId = parent,
            Task = task,
            IsRoot = root,
            IsCold = cold,
            InitMs = initMs,
            StartMs = start,
            DurationMs = ms,
            BilledMs = billedMs ?? (long)Math.Ceiling(ms + initMs),
            CpuMs = cpuMs,
            MemoryMB = memoryMB,
            MaxMemoryUsedMB = maxMemoryMB,
            HasReport = reported,
            Calls = calls,
            DroppedCalls = dropped,
            Error = error,
        };
    }

    public static void Write(Utf8JsonWriter json, InvocationRecord record)
    {
        WriteOpen(json, record);
        json.WriteString("function"u8, record.Function);
        if (record.Instance.Length > 0)
            json.WriteString("instance"u8, record.Instance);
        json.WriteNumber("billedMs"u8, record.BilledMs);
        if (record.MaxMemoryUsedMB is { } max)
            json.WriteNumber("maxMB"u8, max);
        json.WriteBoolean("reported"u8, record.HasReport);
        json.WriteEndObject();
    }

    /// <summary>The line as the function has written it.</summary>
    public static void WriteTraceLine(Utf8JsonWriter json, InvocationRecord record)
    {
        WriteOpen(json, record);
        json.WriteEndObject();
    }

    private static void WriteOpen(Utf8JsonWriter json, InvocationRecord record)
    {
        json.WriteStartObject();
        json.WriteNumber("fusionize"u8, 1);
        json.WriteString("app"u8, record.App);
        json.WriteString("setup"u8, record.SetupId);
        json.WriteString("group"u8, record.Group);
        json.WriteString("requestId"u8, record.RequestId);
        json.WriteString("trace"u8, record.TraceId);
        json.WriteString("span"u8, record.SpanId);
        json.WriteString("parent"u8, record.ParentSpanId);
        json.WriteString("task"u8, record.Task);
        json.WriteBoolean("root"u8, record.IsRoot);
        json.WriteBoolean("cold"u8, record.IsCold);
        json.WriteNumber("initMs"u8, record.InitMs);
        json.WriteNumber("start"u8, record.StartMs);
        json.WriteNumber("ms"u8, record.DurationMs);
        json.WriteNumber("cpuMs"u8, record.CpuMs);
        json.WriteNumber("memMB"u8, record.MemoryMB);
        json.WriteStartArray("calls"u8);
        foreach (var call in record.Calls)
            Write(json, call);
        json.WriteEndArray();
        if (record.DroppedCalls > 0)
            json.WriteNumber("dropped"u8, record.DroppedCalls);
        Write(json, record.Error);
    }

    public static JsonWriterOptions WriterOptions => new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static void Write(Utf8JsonWriter json, CallRecord call)
    {
        json.WriteStartObject();
        json.WriteString("from"u8, call.From);
        json.WriteString("to"u8, call.To);
        json.WriteString("kind"u8, call.Kind == CallKind.Sync ? "sync"u8 : "async"u8);
        json.WriteString("where"u8, call.Where == CallSite.Local ? "local"u8 : "remote"u8);
        json.WriteNumber("at"u8, call.AtMs);
        json.WriteNumber("ms"u8, call.Ms);
        json.WriteNumber("in"u8, call.InBytes);
        json.WriteNumber("out"u8, call.OutBytes);
        if (call.IsAgain)
            json.WriteBoolean("again"u8, true);
        if (call.Error is { } type)
            Write(json, new RecordedError(type, ""));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, RecordedError? error)
    {
        if (error is null)
        {
            json.WriteNull("error"u8);
            return;
        }
        json.WriteStartObject("error"u8);
        json.WriteString("type"u8, error.Type);
        json.WriteString("message"u8, error.Message);
        json.WriteEndObject();
    }

    private ImmutableArray<CallRecord> Calls(ref Utf8JsonReader json)
    {
        if (Next(ref json).TokenType != JsonTokenType.StartArray)
            throw new FormatException();
        var count = 0;
        while (json.Read() && json.TokenType == JsonTokenType.StartObject)
        {
            if (count == MaxCalls)
                throw new FormatException();
            if (count == _calls.Length)
                Array.Resize(ref _calls, count * 2);
            _calls[count++] = Call(ref json);
        }
        if (json.TokenType != JsonTokenType.EndArray)
            throw new FormatException();
        return ImmutableArray.Create(_calls, 0, count);
    }

    private CallRecord Call(ref Utf8JsonReader json)
    {
        string? from = null, to = null, error = null;
        CallKind? kind = null;
        CallSite? where = null;
        double at = 0, ms = 0;
        long input = 0, output = 0;
        var again = false;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.ValueSpan;
            if (name.SequenceEqual("from"u8)) from = Name(ref json);
            else if (name.SequenceEqual("to"u8)) to = Name(ref json);
            else if (name.SequenceEqual("kind"u8)) kind = Is(ref json, "sync"u8, "async"u8) ? CallKind.Sync : CallKind.Async;
            else if (name.SequenceEqual("where"u8)) where = Is(ref json, "local"u8, "remote"u8) ? CallSite.Local : CallSite.Remote;
            else if (name.SequenceEqual("at"u8)) at = Ms(ref json);
            else if (name.SequenceEqual("ms"u8)) ms = Ms(ref json);
            else if (name.SequenceEqual("in"u8)) input = Next(ref json).GetInt64();
            else if (name.SequenceEqual("out"u8)) output = Next(ref json).GetInt64();
            else if (name.SequenceEqual("error"u8)) error = Error(ref json)?.Type;
            else if (name.SequenceEqual("again"u8)) again = Next(ref json).GetBoolean();
            else json.Skip();
        }
        return from is null || to is null ? throw new FormatException() : new(from, to, kind ?? throw new FormatException(), where ?? throw new FormatException(), at, ms, input, output, error, again);
    }

    private RecordedError? Error(ref Utf8JsonReader json)
    {
        if (Next(ref json).TokenType == JsonTokenType.Null)
            return null;
        if (json.TokenType != JsonTokenType.StartObject)
            throw new FormatException();
        string type = "", message = "";
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("type"u8)) type = Name(ref json);
            else if (json.ValueTextEquals("message"u8)) message = Text(ref json);
            else json.Skip();
        }
        return new(type, message);
    }

    private static bool Is(ref Utf8JsonReader json, ReadOnlySpan<byte> yes, ReadOnlySpan<byte> no)
    {
        Next(ref json);
        return json.ValueTextEquals(yes) || (json.ValueTextEquals(no) ? false : throw new FormatException());
    }

    private static double Ms(ref Utf8JsonReader json)
    {
        // GetDouble takes numbers only, so there is no NaN; what is too large becomes infinite.
        var ms = Next(ref json).GetDouble();
        return double.IsFinite(ms) ? ms : throw new FormatException();
    }

    private string Name(ref Utf8JsonReader json)
    {
        if (Next(ref json).TokenType != JsonTokenType.String)
            throw new FormatException();
        if (!json.ValueIsEscaped)
            return _names.Get(json.ValueSpan);
        return json.GetString()!;
    }

    private string Text(ref Utf8JsonReader json) => TextOrNull(ref json) ?? throw new FormatException();

    private static string? TextOrNull(ref Utf8JsonReader json) => Next(ref json).GetString();

    // By reference: the reader is a large struct.
    private static ref Utf8JsonReader Next(ref Utf8JsonReader json)
    {
        json.Read();
        return ref json;
    }
}
