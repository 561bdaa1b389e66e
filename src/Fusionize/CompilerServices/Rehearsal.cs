using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Fusionize.Events;
using Fusionize.Json;

namespace Fusionize.CompilerServices;

/// <summary>
/// Requests that a function sends to itself in INIT, which runs at full CPU for every memory size. Each runs all code of a real request except the
/// task itself. Used by generated code only.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class Rehearsal
{
    private readonly ByteBuffer _request = new(1024);
    private readonly string _defaultTask;
    private Utf8JsonWriter? _json;
    private bool _cannot;
    private int _args;
    private int _count;
    private Range _lastArgument;

    private protected Rehearsal(string defaultTask) => _defaultTask = defaultTask;

    /// <summary>The task whose result the rehearsed request waits for.</summary>
    private protected Task? Pending { get; set; }

    /// <summary>Adds an argument to the request that <see cref="Run"/> sends: an empty value of its type.</summary>
    public void Argument(string name, JsonTypeInfo type)
    {
        var json = Begin();
        try
        {
            var value = EmptyJson(type);
            json.WritePropertyName(name);
            json.WriteRawValue(value, skipInputValidation: true);
            json.Flush();
            _count++;
            _lastArgument = (_request.Length - value.Length).._request.Length;
        }
        catch (Exception)
        {
            _cannot = true; // There is no empty value of this type.
        }
    }

    /// <summary>Rehearses one request of the task.</summary>
    public void Run(string task)
    {
        var json = Begin();
        json.WriteEndObject();
        json.Flush();
        var arguments = _args.._request.Length;
        json.WriteString("task"u8, task);
        json.WriteString("traceparent"u8, "00-00000000000000000000000000000001-0000000000000001-01"u8);
        json.WriteString("caller"u8, "_"u8);
        json.WriteNumber("deadline"u8, 4102444800000);
        json.WriteEndObject();
        json.Flush();
        if (!_cannot)
        {
            Send(_request.Written);
            // Requests from outside have another form: an object with the arguments, or the only argument itself.
            if (task == _defaultTask)
                Send(_request.Written[_count == 1 ? _lastArgument : arguments]);
        }
        _cannot = false;
        _count = 0;
        _json = null;
        _request.Clear();
    }

    /// <summary>
    /// Replaces a task without a result. It isn't complete yet, like a task that waits for something, because the continuation is expensive to
    /// compile.
    /// </summary>
    public Task Answer() => Pending = new Task(static () => { });

    /// <summary>Replaces a task with a result.</summary>
    public Task<T> Answer<T>(JsonTypeInfo<T> type)
    {
        var answer = new Task<T>(static type => Empty((JsonTypeInfo<T>)type!), type);
        Pending = answer;
        return answer;
    }

    private protected abstract void Send(ReadOnlyMemory<byte> request);

    private static T Empty<T>(JsonTypeInfo<T> type) => JsonSerializer.Deserialize(EmptyJson(type), type)!;

    private static ReadOnlySpan<byte> EmptyJson(JsonTypeInfo type)
    {
        var buffer = new ByteBuffer(256);
        using (var json = new Utf8JsonWriter(buffer))
            WriteEmpty(json, type);
        return buffer.Written.Span;
    }

    /// <summary>Writes JSON that the type can be read from. It contains all members, because any of them can be required.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2072", Justification = "No constructor of a number, date or the like runs.")]
    private static void WriteEmpty(Utf8JsonWriter json, JsonTypeInfo type)
    {
        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object:
                json.WriteStartObject();
                foreach (var member in type.Properties)
                {
                    var parameter = member.AssociatedParameter;
                    if ((member.Set is null && parameter is null) || member.IsExtensionData || member.CustomConverter is not null)
                        continue;
                    json.WritePropertyName(member.Name);
                    if (!member.PropertyType.IsValueType && (parameter is null ? member.IsSetNullable : parameter.IsNullable))
                        json.WriteNullValue();
                    else
                        WriteEmpty(json, type.Options.GetTypeInfo(member.PropertyType));
                }
                json.WriteEndObject();
                break;
            case JsonTypeInfoKind.Dictionary:
                json.WriteRawValue("{}");
                break;
            case JsonTypeInfoKind.Enumerable:
                json.WriteRawValue("[]");
                break;
            case var _ when type.Type == typeof(string):
                json.WriteStringValue("");
                break;
            case var _ when type.Type.IsValueType && type.Type != typeof(JsonElement):
                JsonSerializer.Serialize(json, RuntimeHelpers.GetUninitializedObject(type.Type), type);
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }

    private Utf8JsonWriter Begin()
    {
        if (_json is { } json)
            return json;
        json = _json = new Utf8JsonWriter(_request);
        json.WriteStartObject();
        json.WriteNumber("fusionize"u8, 1);
        json.WritePropertyName("args"u8);
        json.Flush();
        _args = _request.Length;
        json.WriteStartObject();
        return json;
    }

    /// <summary>Rehearses an HTTP request for a route of the task.</summary>
    /// <param name="task">The task.</param>
    /// <param name="method">The HTTP method.</param>
    /// <param name="target">The path, with a query string if there is one.</param>
    /// <param name="headers">Names and values in turn.</param>
    /// <param name="form">The body of a form; null for none.</param>
    /// <param name="body">The type of a JSON body; null for none.</param>
    public void Route(string task, string method, string target, string[] headers, string? form, JsonTypeInfo? body)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(headers);
        // A function answers the routes of its own task only.
        if (task != _defaultTask)
            return;
        var query = target.IndexOf('?', StringComparison.Ordinal);
        var payload = new ByteBuffer(1024);
        using (var json = new Utf8JsonWriter(payload))
        {
            json.WriteStartObject();
            json.WriteString("version"u8, "2.0"u8);
            json.WriteString("rawPath"u8, query < 0 ? target : target[..query]);
            json.WriteString("rawQueryString"u8, query < 0 ? "" : target[(query + 1)..]);
            json.WriteStartObject("headers"u8);
            for (var i = 0; i + 1 < headers.Length; i += 2)
                json.WriteString(headers[i], headers[i + 1]);
            json.WriteString("traceparent"u8, "00-00000000000000000000000000000001-0000000000000001-01"u8);
            json.WriteEndObject();
            json.WriteStartObject("requestContext"u8);
            json.WriteStartObject("http"u8);
            json.WriteString("method"u8, method);
            json.WriteEndObject();
            json.WriteEndObject();
            try
            {
                if (form is not null)
                    json.WriteString("body"u8, form);
                else if (body is not null)
                    json.WriteString("body"u8, EmptyJson(body));
            }
            catch (Exception)
            {
                return; // There is no empty value of this type.
            }
            json.WriteEndObject();
        }
        SendHttp(payload.Written);
    }

    private protected abstract void SendHttp(ReadOnlyMemory<byte> request);

    /// <summary>Rehearses an event for a trigger of the task.</summary>
    /// <param name="task">The task.</param>
    /// <param name="kind">The trigger's kind, as manifests name it.</param>
    /// <param name="content">The type of a message's content; null if the task doesn't read it as JSON.</param>
    public void Event(string task, string kind, JsonTypeInfo? content)
    {
        // A function handles the events of its own task only.
        if (task != _defaultTask)
            return;
        try
        {
            SendEvent(EventSample.Of(EventShape.OfTrigger(kind), content is null ? "null"u8 : EmptyJson(content)));
        }
        catch (Exception)
        {
            // There is no empty value of this type.
        }
    }

    private protected abstract void SendEvent(ReadOnlyMemory<byte> request);
}
