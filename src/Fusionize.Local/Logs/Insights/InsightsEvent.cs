using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Fusionize.Local.Logs.Insights;

/// <summary>
/// A log line with the fields that the service discovers in it: its own fields, those of Lambda's lines, and members of a JSON object. Values are
/// strings.
/// </summary>
internal sealed class InsightsEvent(long timestamp, string log, string stream, byte[] message, string pointer)
{
    private static readonly (string Name, string Label, string Unit, double Factor)[] s_report =
    [
        ("@duration", "Duration: ", " ms", 1),
        ("@billedDuration", "Billed Duration: ", " ms", 1),
        ("@initDuration", "Init Duration: ", " ms", 1),
        // The service returns sizes in bytes.
        ("@memorySize", "Memory Size: ", " MB", 1e6),
        ("@maxMemoryUsed", "Max Memory Used: ", " MB", 1e6),
    ];

    private Dictionary<string, string?>? _named;
    private string? _text;
    private JsonDocument? _json;
    private bool _isRead;

    public string Text => _text ??= Encoding.UTF8.GetString(message).TrimEnd('\n', '\r');

    public int Bytes => message.Length;

    /// <summary>Adds a field, or replaces its value.</summary>
    public void Name(string name, string? value) => (_named ??= new(StringComparer.Ordinal))[name] = value;

    public string? Field(string name)
    {
        if (_named is not null && _named.TryGetValue(name, out var value))
            return value;
        return name switch
        {
            "@message" => Text,
            "@timestamp" => DateTimeOffset.FromUnixTimeMilliseconds(timestamp).ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture),
            "@logStream" => stream,
            "@log" => log,
            "@ptr" => pointer,
            "@type" => Type(),
            "@requestId" => Type() is { } type ? Field(type.Length, "RequestId: ", "") : null,
            _ when name.StartsWith('@') => s_report.FirstOrDefault(r => r.Name == name) is { Name: not null } report
            && Type() == "REPORT"
            && double.TryParse(Field("REPORT".Length, report.Label, report.Unit), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? InsightsValue.Of(number * report.Factor)
                : null,
            _ => Member(name),
        };
    }

    private string? Type() =>
        Text.StartsWith("REPORT RequestId: ", StringComparison.Ordinal) ? "REPORT"
        : Text.StartsWith("START RequestId: ", StringComparison.Ordinal) ? "START"
        : Text.StartsWith("END RequestId: ", StringComparison.Ordinal) ? "END"
        : null;

    private string? Field(int from, string label, string unit)
    {
        foreach (var part in Text[(from + 1)..].Split('\t'))
        {
            if (
                part.StartsWith(label, StringComparison.Ordinal)
                && part.EndsWith(unit, StringComparison.Ordinal)
                && part.Length >= label.Length + unit.Length
            )
                return part[label.Length..^unit.Length].Split(' ')[0];
        }
        return null;
    }

    private string? Member(string path)
    {
        if (!_isRead)
        {
            _isRead = true;
            try
            {
                _json = Text.StartsWith('{') ? JsonDocument.Parse(message) : null;
            }
            catch (JsonException)
            {
                // Truncated or not JSON: it has no members.
            }
        }
        if (_json is null)
            return null;
        var found = _json.RootElement;
        foreach (var step in path.Split('.'))
        {
            if (
                found.ValueKind == JsonValueKind.Array
                && int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                && index < found.GetArrayLength()
            )
                found = found[index];
            else if (found.ValueKind != JsonValueKind.Object || !found.TryGetProperty(step, out found))
                return null;
        }
        return found.ValueKind switch
        {
            JsonValueKind.String => StringOf(found),
            JsonValueKind.Number => found.GetRawText(),
            JsonValueKind.True => "1",
            JsonValueKind.False => "0",
            _ => null,
        };

        static string? StringOf(JsonElement element)
        {
            try
            {
                return element.GetString();
            }
            catch (InvalidOperationException)
            {
                return null; // not Unicode (half a surrogate pair)
            }
        }
    }
}

internal static class InsightsValue
{
    public static string Of(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    public static string Of(bool value) => value ? "1" : "0";

    public static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
