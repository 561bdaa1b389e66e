using System.ComponentModel;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Fusionize.CompilerServices;

/// <summary>Walks over a request's arguments: <c>while (r.Next()) { if (r.Is("x"u8)) x = r.Read(info); }</c>; what is not read is skipped.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct ArgumentReader
{
    private readonly string? _wholeBodyIs;
    private readonly string _task;
    private Utf8JsonReader _json;
    private ReadOnlySpan<byte> _name;
    private bool _nameEscaped;
    private State _state;

    internal ArgumentReader(TaskRequest request, string? wholeBodyIs)
    {
        _task = request.Task;
        _wholeBodyIs = wholeBodyIs;
        var json = request.Json.Span;
        _json = new Utf8JsonReader(json);
        _state = json.IsEmpty ? State.End : State.Start;
    }

    private enum State : byte { Start, AtValue, Between, End }

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
                if (_json.TokenType == JsonTokenType.Null)
                {
                    _state = State.End;
                    return false;
                }
                if (_json.TokenType != JsonTokenType.StartObject)
                {
                    throw new InvalidRequestException($"Task '{_task}' takes its arguments as a JSON object with a member per parameter.");
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

    /// <summary>Whether the current argument has this name. Upper and lower case count as the same, as in the JSON of the parameters themselves.</summary>
    public readonly bool Is(ReadOnlySpan<byte> name)
    {
        if (_wholeBodyIs is not null) return true;
        if (_name.SequenceEqual(name)) return true;
        return _nameEscaped ? Unescaped().Equals(Encoding.UTF8.GetString(name), StringComparison.OrdinalIgnoreCase) : Ascii.EqualsIgnoreCase(_name, name);
    }

    /// <summary>Deserializes the current argument.</summary>
    public T Read<T>(JsonTypeInfo<T> info)
    {
        try
        {
            var value = JsonSerializer.Deserialize(ref _json, info);
            _state = State.Between;
            return value!;
        }
        catch (JsonException e)
        {
            var name = _wholeBodyIs ?? Encoding.UTF8.GetString(_name);
            throw new InvalidRequestException($"Argument '{name}' of task '{_task}' can't be read: {e.Message}", e);
        }
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
            throw Malformed(e); // half a surrogate pair
        }
    }

    private readonly InvalidRequestException Malformed(Exception e) => new($"The arguments of task '{_task}' are not valid JSON: {e.Message}", e);
}
