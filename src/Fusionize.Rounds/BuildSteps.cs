using System.Globalization;
using System.Text.RegularExpressions;

namespace Fusionize.Rounds;

/// <summary>Reads from the output of <c>dotnet build</c> what is being built: packages, projects, then the fusion groups.</summary>
internal sealed partial class BuildSteps
{
    private readonly IProgress<PhaseProgress> _progress;
    private readonly DateTime _started = DateTime.UtcNow;
    private int _groups;
    private int _done;

    /// <param name="isRestored">Whether an earlier build has restored the packages.</param>
    public BuildSteps(IProgress<PhaseProgress> progress, bool isRestored)
    {
        _progress = progress;
        progress.Report(new(0, 0, isRestored ? "compiling what changed" : "restoring packages"));
    }

    public void Read(string line)
    {
        if (Compiled().Match(line) is { Success: true } compiled)
        {
            // The line appears for every project, even if it is up to date.
            if (File.GetLastWriteTimeUtc(compiled.Groups["file"].Value) >= _started)
                _progress.Report(new(0, 0, $"compiled {compiled.Groups["project"].Value}"));
        }
        else if (ToBuild().Match(line) is { Success: true } toBuild)
        {
            (_groups, _done) = (int.Parse(toBuild.Groups["count"].Value, CultureInfo.InvariantCulture), 0);
            _progress.Report(new(0, _groups, $"{Groups(_groups)}: {toBuild.Groups["names"].Value}"));
        }
        else if (_done < _groups && Zipped().Match(line) is { Success: true } zipped)
        {
            _done++;
            _progress.Report(new(_done, _groups, $"{_done} of {Groups(_groups)}: {zipped.Groups["group"].Value} is built"));
        }
    }

    private static string Groups(int count) => count == 1 ? "1 group" : string.Create(CultureInfo.InvariantCulture, $"{count} groups");

    // Written by MSBuild.
    [GeneratedRegex(@"^\s*(?<project>\S+) -> (?<file>.+\.(dll|exe))\s*$")]
    private static partial Regex Compiled();

    // Written by the task FuseGroups.
    [GeneratedRegex(@"^\s*(?<count>\d+) groups to build: (?<names>.+?)\s*$")]
    private static partial Regex ToBuild();

    // Written by FuseGroups and PackGroup.
    [GeneratedRegex(@"^\s*(?<group>\S+)\.zip: \d+ bytes\s*$")]
    private static partial Regex Zipped();
}
