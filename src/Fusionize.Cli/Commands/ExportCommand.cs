using System.CommandLine;
using System.Globalization;
using Fusionize.Aws;
using Fusionize.Cli.Errors;
using Fusionize.Cli.Terminal;
using Fusionize.Records;
using Fusionize.Rounds.Export;
using Fusionize.Setups;
using Fusionize.Setups.Files;

namespace Fusionize.Cli.Commands;

internal static class ExportCommand
{
    /// <summary>Viewers don't open more, and nobody looks at more.</summary>
    private const int MaxRecords = 100_000;

    private enum Format
    {
        Otlp,
        Perfetto,
        Speedscope,
    }

    public static Command Create(Screen screen)
    {
        var records = new Argument<string>("records")
        {
            Description = "A file of records from 'fusionize extract --records', or a store with records, such as a loop's.",
        };
        var format = new Option<Format>("--format")
        {
            Description = "otlp (OpenTelemetry, as JSON), perfetto (Chrome's trace events, for ui.perfetto.dev) or speedscope (speedscope.app).",
            DefaultValueFactory = _ => Format.Otlp,
        };
        var output = new Option<string?>("--out")
        {
            Description = "The file to write. Default: trace.json, or trace.speedscope.json.",
            HelpName = "FILE",
        };
        var endpoint = new Option<Uri?>("--endpoint")
        {
            Description = "Send the spans to this OpenTelemetry collector by OTLP over HTTP, for example http://localhost:4318, instead of a file.",
            CustomParser = Parse.With(Addresses.Parse),
        };
        var headers = new Option<KeyValuePair<string, string>[]>("--header")
        {
            Description = "With --endpoint: a header of each request, NAME=VALUE. Several: repeat it.",
            HelpName = "NAME=VALUE",
            DefaultValueFactory = _ => [],
            CustomParser = Parse.WithAll<KeyValuePair<string, string>[]>(texts => [.. texts.Select(HeaderOf)]),
        };
        var trace = new Option<string?>("--trace") { Description = "Only the trace with this id, 32 hexadecimal digits.", HelpName = "ID" };
        var last = new Option<int>("--last")
        {
            Description = "Only the last N requests from outside, with all that they caused.",
            HelpName = "N",
            DefaultValueFactory = _ => int.MaxValue,
            CustomParser = Parse.Whole(1),
        };
        var command = new Command("export", "Turns records into traces that standard viewers open.")
        {
            records,
            format,
            output,
            endpoint,
            headers,
            trace,
            last,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(endpoint) is not null)
            {
                if (result.GetResult(output) is not null)
                    result.AddError("--endpoint sends the spans, so --out can't be given with it");
                if (result.GetValue(format) != Format.Otlp)
                    result.AddError("a collector takes --format otlp only");
            }
            else if (result.GetResult(headers) is { Implicit: false })
            {
                result.AddError("--header needs --endpoint");
            }
        });
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var place = parsed.GetRequiredValue(records);
                var found = Chosen(await ReadAsync(place, cancellation), parsed.GetValue(trace), parsed.GetValue(last));
                if (found.Count == 0)
                    throw new FusionizeException(
                        CliErrors.File,
                        null,
                        parsed.GetValue(trace) is { } id ? $"'{place}' holds no record of trace {id}" : $"'{place}' holds no records",
                        "'fusionize extract --records FILE' reads them from the functions' logs, after some load"
                    );
                var spans = SpanTree.Of(found);
                if (parsed.GetValue(endpoint) is { } collector)
                    await SendAsync(screen, collector, parsed.GetRequiredValue(headers), spans, cancellation);
                else
                    await WriteAsync(screen, parsed.GetValue(output), parsed.GetValue(format), spans, cancellation);
                return ExitCode.Ok;
            }
        );
        return command;
    }

    private static KeyValuePair<string, string> HeaderOf(string text) =>
        text.IndexOf('=', StringComparison.Ordinal) is > 0 and var at
            ? KeyValuePair.Create(text[..at], text[(at + 1)..])
            : throw new FormatException($"'{text}' is not NAME=VALUE.");

    private static async Task<List<InvocationRecord>> ReadAsync(string place, CancellationToken cancellation)
    {
        if (!place.Contains("://", StringComparison.Ordinal) && !Directory.Exists(place))
            return await RecordFile.ReadAsync(place, cancellation).ToListAsync(cancellation);
        var store = SetupStores.OpenRecords(place);
        using var closing = store as IDisposable;
        var found = new List<InvocationRecord>();
        foreach (var setup in await store.ListSetupsAsync(cancellation))
            found.AddRange(await store.ReadAsync(setup, MaxRecords, cancellation).ToListAsync(cancellation));
        return found;
    }

    private static List<InvocationRecord> Chosen(List<InvocationRecord> records, string? trace, int last)
    {
        if (trace is not null)
            return records.FindAll(r => string.Equals(r.TraceId, trace, StringComparison.OrdinalIgnoreCase));
        if (last == int.MaxValue)
            return records;
        var roots = records.Where(static r => r.IsRoot).OrderByDescending(static r => r.StartMs).Take(last);
        var traces = roots.Select(static r => r.TraceId).ToHashSet();
        return records.FindAll(r => traces.Contains(r.TraceId));
    }

    private static async Task WriteAsync(Screen screen, string? file, Format format, List<Span> spans, CancellationToken cancellation)
    {
        file ??= format == Format.Speedscope ? "trace.speedscope.json" : "trace.json";
        await WholeFile.WriteAsync(file, async stream =>
        {
            switch (format)
            {
                case Format.Perfetto:
                    PerfettoFormat.Write(stream, spans);
                    break;
                case Format.Speedscope:
                    SpeedscopeFormat.Write(stream, spans);
                    break;
                default:
                    // A message for each line, as the collector's own file exporter writes them.
                    foreach (var batch in OtlpFormat.Write(spans))
                    {
                        await stream.WriteAsync(batch, cancellation);
                        await stream.WriteAsync("\n"u8.ToArray(), cancellation);
                    }
                    break;
            }
        });
        screen.OutputWriter.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{file}: {Texts.Count(spans.Count, "span")} of {Traces(spans)}.")
        );
    }

    private static async Task SendAsync(
        Screen screen,
        Uri endpoint,
        KeyValuePair<string, string>[] headers,
        List<Span> spans,
        CancellationToken cancellation
    )
    {
        using var client = new HttpClient();
        var (refused, message) = await new OtlpSender(client, endpoint, headers).SendAsync(spans, cancellation);
        if (refused > 0)
            screen.Warning(Fusionize.Rounds.RoundCodes.Collector, $"the collector refused {Texts.Count((int)refused, "span")}: {message}");
        screen.OutputWriter.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"Sent {Texts.Count(spans.Count, "span")} of {Traces(spans)} to {endpoint}.")
        );
    }

    private static string Traces(List<Span> spans) => Texts.Count(spans.Select(static s => s.TraceId).Distinct().Count(), "trace");
}
