using System.ComponentModel;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Fusionize.Json;

namespace Fusionize.CompilerServices;

/// <summary>
/// Iterates over a request's arguments: <c>while (r.Next()) { if (r.Is("x"u8)) x = r.Read(info); }</c>; arguments that are not read are skipped.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct ArgumentReader
{
    private readonly string? _wholeBodyIs;
    private readonly TaskRequest _request;
    private Utf8JsonReader _json;
    private ReadOnlySpan<byte> _name;
    private bool _nameEscaped;
    private State _state;
    private string? _unknown;
    private bool _hasRead;

    internal ArgumentReader(TaskRequest request, string? wholeBodyIs)
    {
        _request = request;
        _wholeBodyIs = wholeBodyIs;
        var json = request.Json.Span;
        _json = new Utf8JsonReader(json, wholeBodyIs is null ? JsonForm.ArgumentsReader : JsonForm.ValueReader);
        _state = json.IsEmpty ? State.End : State.Start;
    }

    private enum State : byte
    {
        Start,
        AtValue,
        Between,
        End,
    }

    /// <summary>Moves to the next argument.</summary>
    public bool Next()
    {
        try
        {
            return MoveNext();
        }
        catch (JsonException e)
        {
            throw Malformed(e);
        }
    }

    private bool MoveNext()
    {
        switch (_state)
        {
            case State.End:
                return false;
            case State.Start:
                _json.Read();
                if (_wholeBodyIs is not null)
                {
                    _state = State.AtValue;
                    return true;
                }
                if (_request.Event is not null)
                    RefuseEvent(null);
                if (_json.TokenType == JsonTokenType.Null)
                {
                    _state = State.End;
                    return false;
                }
                if (_json.TokenType != JsonTokenType.StartObject)
                {
                    throw new InvalidRequestException($"Task '{_request.Task}' takes its arguments as a JSON object with a member per parameter.");
                }
                break;
            case State.AtValue:
                if (_wholeBodyIs is null && !_hasRead)
                    _unknown ??= Encoding.UTF8.GetString(_name);
                _json.Skip();
                if (_wholeBodyIs is not null)
                {
                    _state = State.End;
                    return false;
                }
                break;
            case State.Between when _wholeBodyIs is not null:
                _state = State.End;
                return false;
        }
        _json.Read();
        if (_json.TokenType != JsonTokenType.PropertyName)
        {
            RefuseUnknown();
            _state = State.End;
            return false;
        }
        _name = _json.ValueSpan;
        _nameEscaped = _json.ValueIsEscaped;
        _json.Read();
        _state = State.AtValue;
        return true;
    }

    /// <summary>Whether the current argument has this name. The comparison ignores case, as it does for the members inside the arguments.</summary>
    public readonly bool Is(ReadOnlySpan<byte> name)
    {
        if (_wholeBodyIs is not null)
            return true;
        if (_name.SequenceEqual(name))
            return true;
        return _nameEscaped
            ? Unescaped().Equals(Encoding.UTF8.GetString(name), StringComparison.OrdinalIgnoreCase)
            : Ascii.EqualsIgnoreCase(_name, name);
    }

    /// <summary>Deserializes the current argument.</summary>
    /// <param name="info">Describes the type of the parameter.</param>
    /// <param name="refusesNull">Whether null is refused, because the parameter's type isn't nullable.</param>
    public T Read<T>(JsonTypeInfo<T> info, bool refusesNull = false)
    {
        if (_request.Event is not null)
            RefuseEvent(info);
        T? value;
        var before = _json;
        var start = (int)_json.TokenStartIndex;
        try
        {
            value = JsonSerializer.Deserialize(ref _json, info);
        }
        catch (Exception e) when (UnreadableValue.Is(e))
        {
            throw _request.Event is null
                ? UnreadableValue.Argument(Name, _request.Task, e, _request.Json.Span[start..], info)
                : Foreign(_request.Event);
        }
        if (refusesNull && value is null)
            throw new InvalidRequestException($"Argument '{Name}' of task '{_request.Task}' must not be null.");
        if (_wholeBodyIs is not null && UnknownMembers.FirstOf(before, info) is { } unknown)
        {
            throw new InvalidRequestException(
                $"Argument '{Name}' of task '{_request.Task}' can't be read: it has no member of its type, but others, such as '{unknown}'."
            );
        }
        _hasRead = true;
        _state = State.Between;
        return value!;
    }

    /// <summary>
    /// Refuses a request from outside that names no argument of the task, but has other members: a task whose parameters are all optional could
    /// otherwise run for a payload of any shape.
    /// </summary>
    private readonly void RefuseUnknown()
    {
        if (!_hasRead && _unknown is not null && _request.Form != RequestForm.Envelope)
        {
            throw new InvalidRequestException(
                $"The request names no argument of task '{_request.Task}', but has other members, such as '{_unknown}'."
            );
        }
    }

    /// <summary>Deserializes the current argument. Also refuses nulls inside it that System.Text.Json doesn't refuse.</summary>
    /// <param name="info">Describes the type of the parameter.</param>
    /// <param name="refusesNull">Whether null is refused, because the parameter's type isn't nullable.</param>
    /// <param name="nullIn">Finds a null where the type doesn't allow one: its path inside the value, or null if there is none.</param>
    public T Read<T>(JsonTypeInfo<T> info, bool refusesNull, Func<T, string?> nullIn)
    {
        ArgumentNullException.ThrowIfNull(nullIn);
        var value = Read(info, refusesNull);
        return nullIn(value) is { } path ? throw UnreadableValue.NullArgument(Name, _request.Task, path) : value;
    }

    private readonly string Name => _wholeBodyIs ?? Encoding.UTF8.GetString(_name);

    /// <summary>
    /// Refuses an AWS event for a parameter of another type: it could otherwise be read as an object whose members are all missing. A type for any
    /// JSON accepts events, and so does a type with the event's own members.
    /// </summary>
    private readonly void RefuseEvent(JsonTypeInfo? info)
    {
        var foreign = _request.Event!;
        if (info is not null)
        {
            if (info.Kind != JsonTypeInfoKind.Object)
                return;
            foreach (var property in info.Properties)
            {
                if (property.Name.Equals(foreign.Member, StringComparison.OrdinalIgnoreCase))
                    return;
            }
        }
        throw Foreign(foreign);
    }

    private readonly InvalidRequestException Foreign(AwsEvent foreign) =>
        new(
            $"Task '{_request.Task}' got an event of {foreign.Source}. To handle it, declare its trigger, "
                + $"or use a parameter of type JsonElement or of a type with '{foreign.Member}'."
        );

    private readonly string Unescaped()
    {
        var quoted = new byte[_name.Length + 2];
        quoted[0] = quoted[^1] = (byte)'"';
        _name.CopyTo(quoted.AsSpan(1));
        var reader = new Utf8JsonReader(quoted);
        reader.Read();
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw Malformed(e); // the name contains half a surrogate pair
        }
    }

    private readonly InvalidRequestException Malformed(Exception e) =>
        new($"The arguments of task '{_request.Task}' can't be read as JSON: {e.Message}", e);
}
