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

    internal ArgumentReader(TaskRequest request, string? wholeBodyIs)
    {
        _request = request;
        _wholeBodyIs = wholeBodyIs;
        var json = request.Json.Span;
        _json = new Utf8JsonReader(json, JsonForm.Reader);
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
        try
        {
            value = JsonSerializer.Deserialize(ref _json, info);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw Unreadable(e);
        }
        if (refusesNull && value is null)
            throw new InvalidRequestException($"Argument '{Name}' of task '{_request.Task}' must not be null.");
        _state = State.Between;
        return value!;
    }

    private readonly string Name => _wholeBodyIs ?? Encoding.UTF8.GetString(_name);

    /// <summary>
    /// Refuses an AWS event for a parameter of another type: it could otherwise be read as an object whose members are all missing. A type for any
    /// JSON accepts events, and so does a type with the event's own members.
    /// </summary>
    private readonly void RefuseEvent(JsonTypeInfo? info)
    {
        var (source, member) = (_request.Event!.Source, _request.Event.Member);
        if (info is not null)
        {
            if (info.Kind != JsonTypeInfoKind.Object)
                return;
            foreach (var property in info.Properties)
            {
                if (property.Name.Equals(member, StringComparison.OrdinalIgnoreCase))
                    return;
            }
        }
        throw new InvalidRequestException(
            $"Task '{_request.Task}' got an event of {source}. To handle it, use a parameter of type JsonElement, or of a type with '{member}'."
        );
    }

    /// <summary>Describes the place and the error without the names of the application's types, because HTTP clients see the text, too.</summary>
    private readonly InvalidRequestException Unreadable(Exception e)
    {
        const string Missing = "including: ";
        var what = e.Message;
        var names = what.IndexOf(Missing, StringComparison.Ordinal);
        if (names > 0)
            what = "missing " + what[(names + Missing.Length)..];
        else if (what.Contains("null values"))
            what = "it must not be null";
        else if (what.Contains(" mapped "))
            what = "there is no such member";
        // A message without the path comes from a converter of the application, and is kept.
        else if (what.Contains(" Path: "))
            what = "a value of another kind is expected";
        return new InvalidRequestException(
            $"Argument '{Name}' of task '{_request.Task}' can't be read at {(e as JsonException)?.Path ?? "$"}: {what}",
            e
        );
    }

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
