using System.Text.Json;
using System.Text.RegularExpressions;

namespace Fusionize.Local.EventBridge;

/// <summary>
/// Which events a rule takes: an object whose members list the accepted values, or matchers like <c>{"prefix":"x"}</c>. A matcher that the platform
/// doesn't know is refused when the rule is made.
/// </summary>
internal sealed class EventPattern
{
    private readonly JsonElement _pattern;

    private EventPattern(JsonElement pattern) => _pattern = pattern;

    public static EventPattern Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false });
            var root = document.RootElement.Clone();
            Check(root);
            return new(root);
        }
        catch (JsonException e)
        {
            throw EventsError.Pattern(e.Message);
        }
    }

    private static void Check(JsonElement pattern)
    {
        if (pattern.ValueKind != JsonValueKind.Object)
            throw EventsError.Pattern("It must be an object.");
        if (!pattern.EnumerateObject().Any())
            throw EventsError.Pattern("Empty objects are not allowed.");
        foreach (var member in pattern.EnumerateObject())
        {
            if (member.Name == "$or" && member.Value.ValueKind == JsonValueKind.Array)
            {
                foreach (var alternative in member.Value.EnumerateArray())
                    Check(alternative);
            }
            else if (member.Value.ValueKind == JsonValueKind.Array)
            {
                if (member.Value.GetArrayLength() == 0)
                    throw EventsError.Pattern("Empty arrays are not allowed.");
                foreach (var matcher in member.Value.EnumerateArray())
                    CheckMatcher(member.Name, matcher);
            }
            else if (member.Value.ValueKind == JsonValueKind.Object)
            {
                Check(member.Value);
            }
            else
            {
                throw EventsError.Pattern($"\"{member.Name}\" must be an object or an array.");
            }
        }
    }

    private static void CheckMatcher(string name, JsonElement matcher)
    {
        if (matcher.ValueKind == JsonValueKind.Array)
            throw EventsError.Pattern($"The values of \"{name}\" must be texts, numbers, true, false, null or matchers.");
        if (matcher.ValueKind != JsonValueKind.Object)
            return;
        if (matcher.EnumerateObject().ToArray() is not [var only])
            throw EventsError.Pattern($"A matcher of \"{name}\" must have one member.");
        var valid = only.Name switch
        {
            "prefix" or "suffix" => IsText(only.Value) || IsIgnoringCase(only.Value),
            "equals-ignore-case" or "wildcard" => IsText(only.Value),
            "exists" => only.Value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "numeric" => IsNumeric(only.Value),
            "anything-but" => IsAnythingBut(only.Value),
            _ => throw EventsError.Pattern($"The local platform doesn't know the matcher \"{only.Name}\"."),
        };
        if (!valid)
            throw EventsError.Pattern($"The value of the matcher \"{only.Name}\" is invalid.");
    }

    private static bool IsText(JsonElement value) => value.ValueKind == JsonValueKind.String;

    private static bool IsIgnoringCase(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && value.EnumerateObject().ToArray() is [{ Name: "equals-ignore-case" } only] && IsText(only.Value);

    private static bool IsNumeric(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() is not (2 or 4))
            return false;
        var items = value.EnumerateArray().ToArray();
        for (var i = 0; i < items.Length; i += 2)
        {
            if (!IsText(items[i]) || items[i + 1].ValueKind != JsonValueKind.Number)
                return false;
            if (items[i].GetString() is not ("=" or "<" or "<=" or ">" or ">="))
                return false;
        }
        return true;
    }

    private static bool IsAnythingBut(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String or JsonValueKind.Number => true,
            JsonValueKind.Array => value.GetArrayLength() > 0
                && value.EnumerateArray().All(v => v.ValueKind is JsonValueKind.String or JsonValueKind.Number),
            JsonValueKind.Object => value.EnumerateObject().ToArray() is [{ Name: "prefix" or "suffix" or "equals-ignore-case" or "wildcard" } only]
                && (IsText(only.Value) || only.Value.ValueKind == JsonValueKind.Array && only.Value.EnumerateArray().All(IsText)),
            _ => false,
        };

    public bool Matches(JsonElement value) => Matches(_pattern, value);

    private static bool Matches(JsonElement pattern, JsonElement? value)
    {
        foreach (var member in pattern.EnumerateObject())
        {
            if (member.Name == "$or" && member.Value.ValueKind == JsonValueKind.Array)
            {
                if (!member.Value.EnumerateArray().Any(p => Matches(p, value)))
                    return false;
                continue;
            }
            JsonElement? inner = value is { ValueKind: JsonValueKind.Object } o && o.TryGetProperty(member.Name, out var found) ? found : null;
            var matches =
                member.Value.ValueKind == JsonValueKind.Object
                    ? Matches(member.Value, inner)
                    : member.Value.EnumerateArray().Any(m => MatchesAny(m, inner));
            if (!matches)
                return false;
        }
        return true;
    }

    /// <summary>One of the values of an array suffices.</summary>
    private static bool MatchesAny(JsonElement matcher, JsonElement? value) =>
        value is { ValueKind: JsonValueKind.Array } all && !IsExists(matcher)
            ? all.EnumerateArray().Any(v => MatchesOne(matcher, v))
            : MatchesOne(matcher, value);

    private static bool IsExists(JsonElement matcher) => matcher.ValueKind == JsonValueKind.Object && matcher.TryGetProperty("exists", out _);

    private static bool MatchesOne(JsonElement matcher, JsonElement? value)
    {
        if (matcher.ValueKind != JsonValueKind.Object)
            return value is { } given && IsSame(matcher, given);
        var only = matcher.EnumerateObject().First();
        if (only.Name == "exists")
            // Leaves only, as in EventBridge.
            return only.Value.GetBoolean() == value is { ValueKind: not JsonValueKind.Object };
        if (value is not { } v)
            return false;
        return only.Name switch
        {
            "numeric" => v.ValueKind == JsonValueKind.Number && IsInRange(only.Value, v.GetDouble()),
            "anything-but" => IsOther(only.Value, v),
            _ => IsText(v) && MatchesText(only.Name, only.Value, v.GetString()!),
        };
    }

    private static bool MatchesText(string matcher, JsonElement argument, string value)
    {
        var comparison = argument.ValueKind == JsonValueKind.Object || matcher == "equals-ignore-case"
            ? StringComparison.OrdinalIgnoreCase
            : StringComparison.Ordinal;
        var text = argument.ValueKind == JsonValueKind.Object ? argument.GetProperty("equals-ignore-case").GetString()! : argument.GetString()!;
        return matcher switch
        {
            "prefix" => value.StartsWith(text, comparison),
            "suffix" => value.EndsWith(text, comparison),
            "wildcard" => Wildcard(text).IsMatch(value),
            _ => value.Equals(text, comparison),
        };
    }

    /// <summary>A star is any text; a backslash takes the special meaning from a star or a backslash.</summary>
    private static Regex Wildcard(string text)
    {
        var pattern = Regex.Replace(
            text,
            @"\\(?<escaped>[*\\])|(?<star>\*)|(?<other>.)",
            m => m.Groups["star"].Success ? ".*" : Regex.Escape(m.Groups["escaped"].Value + m.Groups["other"].Value),
            RegexOptions.Singleline | RegexOptions.CultureInvariant
        );
        return new("^" + pattern + @"\z", RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
    }

    private static bool IsOther(JsonElement but, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object)
            return false;
        if (but.ValueKind == JsonValueKind.Array)
            return !but.EnumerateArray().Any(b => IsSame(b, value));
        if (but.ValueKind != JsonValueKind.Object)
            return !IsSame(but, value);
        var only = but.EnumerateObject().First();
        var texts = only.Value.ValueKind == JsonValueKind.Array ? only.Value.EnumerateArray().ToArray() : [only.Value];
        return !IsText(value) || !texts.Any(t => MatchesText(only.Name, t, value.GetString()!));
    }

    private static bool IsSame(JsonElement a, JsonElement b) =>
        a.ValueKind == b.ValueKind
        && a.ValueKind switch
        {
            JsonValueKind.String => a.GetString() == b.GetString(),
            JsonValueKind.Number => a.GetDouble().Equals(b.GetDouble()),
            _ => true,
        };

    private static bool IsInRange(JsonElement range, double value)
    {
        var items = range.EnumerateArray().ToArray();
        for (var i = 0; i < items.Length; i += 2)
        {
            var limit = items[i + 1].GetDouble();
            var holds = items[i].GetString() switch
            {
                "=" => value.Equals(limit),
                "<" => value < limit,
                "<=" => value <= limit,
                ">" => value > limit,
                _ => value >= limit,
            };
            if (!holds)
                return false;
        }
        return true;
    }
}
