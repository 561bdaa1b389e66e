using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Fusionize.Local.Logs;

/// <summary>A condition on events that are JSON objects. Other events never match.</summary>
internal sealed class JsonPattern : FilterPattern
{
    private readonly Func<JsonElement, bool> _condition;

    private JsonPattern(Func<JsonElement, bool> condition) => _condition = condition;

    public override bool Matches(ReadOnlySpan<byte> message)
    {
        if (message.TrimStart(" \t"u8) is not [(byte)'{', ..])
            return false;
        try
        {
            var reader = new Utf8JsonReader(message);
            using var document = JsonDocument.ParseValue(ref reader);
            return _condition(document.RootElement);
        }
        // InvalidOperationException: a string that isn't valid Unicode (half a surrogate pair).
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    public static JsonPattern ParseJson(string text)
    {
        var parser = new Parser(text);
        return new(parser.Whole());
    }

    /// <summary>Recursive descent: or → and → comparison | "(" or ")".</summary>
    private sealed class Parser(string text)
    {
        private int _at;

        public Func<JsonElement, bool> Whole()
        {
            Expect("{");
            var condition = Or();
            Expect("}");
            SkipBlanks();
            return _at == text.Length ? condition : throw Wrong("the end");
        }

        private Func<JsonElement, bool> Or()
        {
            var left = And();
            while (Try("||"))
            {
                var (first, second) = (left, And());
                left = e => first(e) || second(e);
            }
            return left;
        }

        private Func<JsonElement, bool> And()
        {
            var left = Comparison();
            while (Try("&&"))
            {
                var (first, second) = (left, Comparison());
                left = e => first(e) && second(e);
            }
            return left;
        }

        private Func<JsonElement, bool> Comparison()
        {
            if (Try("("))
            {
                var inner = Or();
                Expect(")");
                return inner;
            }
            var path = Selector();
            if (Try("NOT EXISTS"))
                return e => Find(e, path) is null;
            if (Try("IS NULL"))
                return e => Find(e, path) is { ValueKind: JsonValueKind.Null };
            if (Try("IS TRUE"))
                return e => Find(e, path) is { ValueKind: JsonValueKind.True };
            if (Try("IS FALSE"))
                return e => Find(e, path) is { ValueKind: JsonValueKind.False };
            foreach (var op in (ReadOnlySpan<string>)["!=", "<=", ">=", "=", "<", ">"])
            {
                if (Try(op))
                    return Compare(path, op, Value());
            }
            throw Wrong("a comparison");
        }

        private static Func<JsonElement, bool> Compare(string[] path, string op, string value)
        {
            var number = double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var n) ? n : (double?)null;
            if (op is "=" or "!=")
            {
                var equal = op == "=";
                return e => Find(e, path) is { } found && Equal(found, value, number) == equal;
            }
            if (number is not { } limit)
                throw LogsError.Invalid($"Invalid filter pattern: '{op}' needs a number.");
            return e =>
                Find(e, path) is { ValueKind: JsonValueKind.Number } found
                && op switch
                {
                    "<" => found.GetDouble() < limit,
                    "<=" => found.GetDouble() <= limit,
                    ">" => found.GetDouble() > limit,
                    _ => found.GetDouble() >= limit,
                };
        }

        private static bool Equal(JsonElement found, string value, double? number) =>
            found.ValueKind switch
            {
                JsonValueKind.Number => number is { } n && found.GetDouble().Equals(n),
                JsonValueKind.String => Like(found.GetString()!, value),
                JsonValueKind.True => value is "true" or "TRUE",
                JsonValueKind.False => value is "false" or "FALSE",
                _ => false,
            };

        /// <summary>Compares strings; asterisks match any text.</summary>
        private static bool Like(string text, string pattern)
        {
            var parts = pattern.Split('*');
            if (parts.Length == 1)
                return text == pattern;
            if (!text.StartsWith(parts[0], StringComparison.Ordinal))
                return false;
            var from = parts[0].Length;
            foreach (var part in parts[1..^1])
            {
                var found = text.IndexOf(part, from, StringComparison.Ordinal);
                if (found < 0)
                    return false;
                from = found + part.Length;
            }
            return text.Length - from >= parts[^1].Length && text.EndsWith(parts[^1], StringComparison.Ordinal);
        }

        private static JsonElement? Find(JsonElement element, string[] path)
        {
            foreach (var step in path)
            {
                if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty(step, out var member))
                    element = member;
                else if (
                    element.ValueKind == JsonValueKind.Array
                    && int.TryParse(step, out var index)
                    && index >= 0
                    && index < element.GetArrayLength()
                )
                    element = element[index];
                else
                    return null;
            }
            return element;
        }

        /// <summary><c>$.a.b[0]</c></summary>
        private string[] Selector()
        {
            Expect("$");
            var steps = new List<string>();
            while (_at < text.Length)
            {
                if (text[_at] == '.')
                {
                    var from = ++_at;
                    while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] is '_' or '-' or '@'))
                        _at++;
                    steps.Add(_at > from ? text[from.._at] : throw Wrong("a member name"));
                }
                else if (text[_at] == '[')
                {
                    var end = text.IndexOf(']', _at);
                    if (end < 0)
                        throw Wrong("]");
                    steps.Add(text[(_at + 1)..end].Trim('"', '\''));
                    _at = end + 1;
                }
                else
                    break;
            }
            return [.. steps];
        }

        private string Value()
        {
            SkipBlanks();
            var value = new StringBuilder();
            if (_at < text.Length && text[_at] == '"')
            {
                for (_at++; _at < text.Length && text[_at] != '"'; _at++)
                {
                    if (text[_at] == '\\' && _at + 1 < text.Length)
                        _at++;
                    value.Append(text[_at]);
                }
                Expect("\"");
                return value.ToString();
            }
            while (_at < text.Length && !char.IsWhiteSpace(text[_at]) && text[_at] is not ('}' or ')' or '&' or '|'))
                value.Append(text[_at++]);
            return value.Length > 0 ? value.ToString() : throw Wrong("a value");
        }

        private bool Try(string token)
        {
            SkipBlanks();
            if (string.CompareOrdinal(text, _at, token, 0, token.Length) != 0)
                return false;
            _at += token.Length;
            return true;
        }

        private void Expect(string token)
        {
            if (!Try(token))
                throw Wrong(token);
        }

        private void SkipBlanks()
        {
            while (_at < text.Length && char.IsWhiteSpace(text[_at]))
                _at++;
        }

        private LogsError Wrong(string expected) => LogsError.Invalid($"Invalid filter pattern: {expected} expected at position {_at}.");
    }
}
