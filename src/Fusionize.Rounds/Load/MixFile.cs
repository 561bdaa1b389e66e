using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Fusionize.Setups.Files;

namespace Fusionize.Rounds.Load;

/// <summary>
/// Reads a mix: a JSON file with weighted requests, or a <c>.jsonl</c> file with one recorded request per line. Unknown members are errors, because a
/// misspelt member would silently change the load.
/// </summary>
public static class MixFile
{
    /// <summary>A longer file is probably not a mix.</summary>
    private const int MaxRequests = 100_000;

    private const double MaxWeight = 1e9;

    private static readonly JsonDocumentOptions s_json = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <exception cref="FormatException">The file can't be read, or isn't a mix.</exception>
    public static RequestMix Read(string file)
    {
        byte[] bytes;
        try
        {
            bytes = InputFile.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"'{file}' can't be read: {e.Message}");
        }
        try
        {
            return file.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase) ? ParseRecording(bytes) : Parse(bytes);
        }
        catch (FormatException e)
        {
            throw new FormatException($"'{file}': {e.Message}");
        }
    }

    /// <summary>Reads <c>{"requests":[{"entry":"Checkout","weight":15,"body":{…}}, …]}</c>.</summary>
    /// <exception cref="FormatException">It isn't a mix.</exception>
    public static RequestMix Parse(ReadOnlyMemory<byte> utf8)
    {
        using var document = ParseJson(utf8, "the file");
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("requests", out var list) || list.ValueKind != JsonValueKind.Array)
            throw new FormatException("""a mix is {"requests":[{"entry":"Checkout","weight":15,"body":{}}]}.""");
        if (root.EnumerateObject().Select(m => m.Name).FirstOrDefault(n => n != "requests") is { } other)
            throw new FormatException($"'{other}' is no member of a mix; it has 'requests' only.");
        var read = list.EnumerateArray().Select((r, i) => ReadRequest(r, $"requests[{i}]", mayStart: false)).ToList();
        CheckCount(read.Count);
        if (read.TrueForAll(r => r.Rate is null))
            return new([.. read.Select(r => r.Request)]);
        // A weight in addition to a rate would be ambiguous.
        var odd = read.FindIndex(r => r.Rate is null || r.HasWeight);
        if (odd >= 0)
            throw new FormatException(
                $"requests[{odd}] {(read[odd].HasWeight ? "has a weight" : "has no rate")}: give each request a rate, or none."
            );
        return new([.. read.Select(r => r.Request with { Weight = r.Rate!.Value })]) { Times = new(read.Sum(r => r.Rate!.Value), []) };
    }

    /// <summary>Reads one request a line, <c>{"at":1.25,"entry":"Checkout","body":{…}}</c>; <c>at</c> in seconds from the beginning.</summary>
    /// <exception cref="FormatException">It isn't a recording.</exception>
    public static RequestMix ParseRecording(ReadOnlySpan<byte> utf8)
    {
        var lines = Encoding.UTF8.GetString(utf8).Split('\n').Select((text, i) => (Text: text.Trim(), Number: i + 1)).Where(l => l.Text.Length > 0);
        List<ReadItem> read = [];
        foreach (var (text, number) in lines)
        {
            using var line = ParseJson(Encoding.UTF8.GetBytes(text), $"line {number}");
            read.Add(ReadRequest(line.RootElement, $"line {number}", mayStart: true));
        }
        CheckCount(read.Count);
        var requests = read.Select(r => r.Request).ToImmutableArray();
        if (read.TrueForAll(r => r.At is null))
            return new(requests) { IsRecording = true };
        if (read.FindIndex(r => r.At is null) is var untimed and >= 0)
            throw new FormatException($"request {untimed + 1} has no 'at': give it to each request, or to none.");
        // Recorders write a request when it ends, so lines may be out of order.
        var timed = read.OrderBy(r => r.At!.Value).ToList();
        return new([.. timed.Select(r => r.Request)])
        {
            IsRecording = true,
            Times = new(null, [.. timed.Select(r => TimeSpan.FromSeconds(r.At!.Value))]),
        };
    }

    private sealed record ReadItem(MixRequest Request, double? Rate, double? At, bool HasWeight);

    private static ReadItem ReadRequest(JsonElement json, string where, bool mayStart)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw new FormatException($"{where} must be an object, such as {{\"entry\":\"Checkout\",\"body\":{{}}}}.");
        var request = new MixRequest();
        var (hasBody, isForm) = (false, false);
        double? rate = null,
            at = null,
            weight = null;
        foreach (var member in json.EnumerateObject())
        {
            var (place, value) = ($"{where}.{member.Name}", member.Value);
            switch (member.Name)
            {
                case "entry":
                    request = request with { Entry = Text(value, place) };
                    break;
                case "method":
                    request = request with { Method = MethodOf(Text(value, place), place) };
                    break;
                case "path":
                    request = request with { Path = PathOf(Text(value, place), place) };
                    break;
                case "headers":
                    request = request with { Headers = HeadersOf(value, place) };
                    break;
                case "body":
                    (request, hasBody) = (request with { Body = Encoding.UTF8.GetBytes(value.GetRawText()) }, true);
                    break;
                case "form":
                    (request, hasBody, isForm) = (request with { Body = FormOf(value, place) }, true, true);
                    break;
                case "weight" when !mayStart:
                    weight = Number(value, place, MaxWeight);
                    break;
                case "rate" when !mayStart:
                    rate = RateOf(value, place);
                    break;
                case "at" when mayStart:
                    at = Number(value, place, TimeSpan.FromDays(7).TotalSeconds, isZeroAllowed: true);
                    break;
                default:
                    throw new FormatException(
                        $"{place} is unknown. A request has entry, method, path, headers, body, form{(mayStart ? " and at" : ", weight and rate")}."
                    );
            }
        }
        if (request.Entry is not null && (request.Path is not null || request.Method is not null))
            throw new FormatException($"{where} has an entry and a path or method: name one of them.");
        if (isForm)
        {
            if (json.TryGetProperty("body", out _))
                throw new FormatException($"{where} has a body and a form: name one of them.");
            if (request.Entry is not null)
                throw new FormatException($"{where}.form is for a request by path. An entry takes a body.");
            if (!request.Headers.Any(h => h.Key.Equals("content-type", StringComparison.OrdinalIgnoreCase)))
                request = request with { Headers = [.. request.Headers, new("content-type", "application/x-www-form-urlencoded")] };
        }
        if (request is { Path: not null, Method: null })
            request = request with { Method = hasBody ? "POST" : "GET" };
        if (!hasBody && request.Method is "GET" or "HEAD" or "DELETE" or "OPTIONS")
            request = request with { Body = default };
        return new(request with { Weight = weight ?? 1 }, rate, at, weight is not null);
    }

    /// <summary>The fields of a form, percent-encoded, except for the placeholder of the request's number.</summary>
    private static byte[] FormOf(JsonElement fields, string place)
    {
        if (fields.ValueKind != JsonValueKind.Object)
            throw new FormatException($"{place} must be an object of strings, such as {{\"quantity\":\"2\"}}.");
        return Encoding.UTF8.GetBytes(
            string.Join(
                '&',
                fields
                    .EnumerateObject()
                    .Select(f =>
                        f.Value.ValueKind == JsonValueKind.String
                            ? $"{Encoded(f.Name)}={Encoded(f.Value.GetString()!)}"
                            : throw new FormatException($"{place}.{f.Name} must be a string.")
                    )
            )
        );

        static string Encoded(string text) => NumberedText.Encoded(text, Uri.EscapeDataString);
    }

    private static string Text(JsonElement value, string place) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : throw new FormatException($"{place} must be a string that isn't empty.");

    private static double Number(JsonElement value, string place, double most, bool isZeroAllowed = false) =>
        value.ValueKind == JsonValueKind.Number
        && value.TryGetDouble(out var number)
        && (number > 0 || (isZeroAllowed && number == 0))
        && number <= most
            ? number
            : throw new FormatException($"{place} must be a number {(isZeroAllowed ? "from 0" : "above 0")}, at most {most:0}.");

    private static double RateOf(JsonElement value, string place)
    {
        if (value.ValueKind == JsonValueKind.Number)
            return Number(value, place, 100_000);
        try
        {
            return ArrivalPlan.ParseRate(Text(value, place));
        }
        catch (FormatException e)
        {
            throw new FormatException($"{place}: {e.Message}");
        }
    }

    private static string MethodOf(string text, string place) =>
        text.All(char.IsAsciiLetter) ? text.ToUpperInvariant() : throw new FormatException($"{place}: '{text}' is not an HTTP method.");

    private static string PathOf(string text, string place) =>
        text[0] == '/' && !text.StartsWith("//", StringComparison.Ordinal) && !text.Any(char.IsControl)
            ? text
            : throw new FormatException($"{place}: '{text}' is not a path. A path begins with one '/'.");

    private static ImmutableArray<KeyValuePair<string, string>> HeadersOf(JsonElement value, string place)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw new FormatException($"{place} must be an object of strings.");
        return
        [
            .. value
                .EnumerateObject()
                .Select(h =>
                    h.Value.ValueKind == JsonValueKind.String && h.Name.Length > 0 && !h.Name.Concat(h.Value.GetString()!).Any(char.IsControl)
                        ? KeyValuePair.Create(h.Name, h.Value.GetString()!)
                        : throw new FormatException($"{place}: '{h.Name}' is not a header with a string as value.")
                ),
        ];
    }

    private static void CheckCount(int requests)
    {
        if (requests == 0)
            throw new FormatException("there is no request in it.");
        if (requests > MaxRequests)
            throw new FormatException($"{requests} requests; at most {MaxRequests} are possible.");
    }

    private static JsonDocument ParseJson(ReadOnlyMemory<byte> utf8, string what)
    {
        try
        {
            return JsonDocument.Parse(utf8.Span.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8, s_json);
        }
        catch (JsonException e)
        {
            throw new FormatException($"{what} isn't JSON: {e.Message}");
        }
    }
}
