using System.Globalization;
using Fusionize.Records;

namespace Fusionize.Cli.Terminal;

/// <summary>Notes on missing or ignored parts of an extraction.</summary>
internal static class ExtractionNotes
{
    /// <param name="counts">The counts of the extraction.</param>
    /// <param name="unpriced">Number of records of functions whose architecture isn't known.</param>
    public static IEnumerable<string> Of(ExtractorCounts counts, long unpriced)
    {
        (long Count, string Text)[] notes =
        [
            (counts.UnreadableParts, $"files can't be read; the first: {counts.FirstUnreadablePart}"),
            (counts.Malformed, "lines can't be read: torn, or beyond what the runtime and the platform write"),
            (counts.Forged, "lines or requests in the output of tasks only look like the platform's: not counted"),
            (counts.Unproven, "requests have no START line in what was read: not counted"),
            (counts.WithoutStart, "records are of logs without START lines: only the functions' own word vouches for them"),
            (counts.WithoutReport, "records lack their REPORT line: their cost is computed from the functions' own figures"),
            (counts.Untraced, "requests left no trace line (not sampled, or torn): not counted"),
            (counts.Unfinished, "requests began and have no end in what was read: not counted"),
            (counts.Unidentified, "requests failed in versions without any trace line: counted to this build's setup"),
            (counts.EstimatedCalls, "calls had no room in their trace lines: taken to be like the others of their invocation"),
            (counts.DroppedCalls, "more calls had no room in their trace lines: counts of calls are too low"),
            (counts.TooLate, "lines came too late to be used"),
            (unpriced, "records are of groups that this build doesn't have: priced as x86"),
        ];
        return notes.Where(n => n.Count > 0).Select(n => string.Create(CultureInfo.InvariantCulture, $"{n.Count:N0} {n.Text}"));
    }
}
