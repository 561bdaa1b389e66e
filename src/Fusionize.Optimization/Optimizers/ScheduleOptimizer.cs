using System.Globalization;
using System.Text.Json;
using Fusionize.Setups;
using Fusionize.Setups.Files;

namespace Fusionize.Optimization.Optimizers;

/// <summary>
/// A fixed timetable in the Nuclio Fusionizer's format: <c>{"60": [["A","B"],["C"]]}</c>, seconds after the start → groups; the first task of a group
/// is
/// its root. A loop has rounds instead of seconds: each round leads to the next line, in the order of the times. Memory sizes don't change.
/// </summary>
public sealed class ScheduleOptimizer : ISetupOptimizer
{
    private const int MaxBytes = 1024 * 1024;
    private readonly string _file;
    private readonly SortedList<double, List<List<string>>> _lines;

    private ScheduleOptimizer(string file, SortedList<double, List<List<string>>> lines) => (_file, _lines) = (file, lines);

    /// <inheritdoc/>
    public string Name => "schedule";

    /// <summary>Reads a timetable from a file.</summary>
    public static ScheduleOptimizer FromFile(string file)
    {
        try
        {
            if (new FileInfo(file).Length > MaxBytes)
                throw new FusionizeException(OptimizationCodes.BadTimetable, file, $"The timetable is larger than {MaxBytes} bytes.");
            return Parse(InputFile.ReadAllBytes(file), file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FusionizeException(OptimizationCodes.BadTimetable, file, $"The timetable can't be read: {e.Message}", inner: e);
        }
    }

    /// <summary>Reads a timetable.</summary>
    /// <param name="utf8">The JSON text.</param>
    /// <param name="file">For messages.</param>
    public static ScheduleOptimizer Parse(ReadOnlySpan<byte> utf8, string file)
    {
        Dictionary<string, List<List<string>>> read;
        try
        {
            read = JsonSerializer.Deserialize<Dictionary<string, List<List<string>>>>(
                utf8,
                new JsonSerializerOptions { AllowDuplicateProperties = false }
            ) ?? [];
        }
        catch (JsonException e)
        {
            throw new FusionizeException(
                OptimizationCodes.BadTimetable,
                file,
                $"Not a timetable such as {{\"60\": [[\"A\",\"B\"],[\"C\"]]}}: {e.Message}",
                inner: e
            );
        }
        var lines = new SortedList<double, List<List<string>>>();
        foreach (var (time, groups) in read)
        {
            if (!double.TryParse(time, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) || !double.IsFinite(seconds))
                throw new FusionizeException(OptimizationCodes.BadTimetable, file, $"'{time}' isn't a time in seconds.");
            if (groups is null || groups.Count == 0 || groups.Exists(g => g is null || g.Count == 0 || g.Exists(t => t is null)))
                throw new FusionizeException(OptimizationCodes.BadTimetable, file, $"At {time}: a group is empty.");
            if (!lines.TryAdd(seconds, groups))
                throw new FusionizeException(OptimizationCodes.BadTimetable, file, $"The time {time} occurs twice.");
        }
        if (lines.Count == 0)
            throw new FusionizeException(OptimizationCodes.BadTimetable, file, "The timetable is empty.");
        return new(file, lines);
    }

    /// <inheritdoc/>
    public ValueTask<Proposal> ProposeAsync(OptimizationInput input, CancellationToken cancellation)
    {
        var best = GoalChoice.BestMeasured(input.History, input.Goal);
        // The first round runs the setup that existed at the start.
        var line = Math.Max(0, input.History.Length - 1);
        if (line >= _lines.Count)
            return ValueTask.FromResult(new Proposal(null, "The timetable has no further line.", true, best));
        var seconds = _lines.GetKeyAtIndex(line);
        var setup = SetupOf(_lines.GetValueAtIndex(line), seconds, input);
        var isLast = line + 1 == _lines.Count;
        return ValueTask.FromResult(
            new Proposal(setup, string.Create(CultureInfo.InvariantCulture, $"Timetable: after {seconds:0.###} s {setup.Notation}."), isLast, best)
        );
    }

    private FusionSetup SetupOf(List<List<string>> groups, double seconds, OptimizationInput input)
    {
        try
        {
            var setup = FusionSetup.ParseNotation(string.Join('-', groups.Select(g => $"({string.Join(',', g)})")), input.App);
            var before = input.History.IsEmpty ? [] : input.History[^1].Setup.Groups.ToDictionary(g => g.Name);
            return setup with
            {
                Groups =
                [
                    .. setup.Groups.Select(g =>
                        before.TryGetValue(g.Name, out var old) ? g with { MemoryMB = old.MemoryMB, Architecture = old.Architecture } : g
                    ),
                ],
            };
        }
        catch (SetupException e)
        {
            throw new FusionizeException(
                OptimizationCodes.BadTimetable,
                _file,
                string.Create(CultureInfo.InvariantCulture, $"At {seconds:0.###}: {e.Message}"),
                inner: e
            );
        }
    }
}
