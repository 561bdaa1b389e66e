using Fusionize.Dashboard;
using Fusionize.Dashboard.Building;
using Fusionize.Dashboard.Model;
using Fusionize.Setups;

namespace Fusionize.Live.Feeds;

/// <summary>A report that is built again when its input has changed, in the background, and only while somebody looks.</summary>
/// <param name="what">The loop or store, as <see cref="ReportReader"/> takes it.</param>
/// <param name="build">A build's output in addition to it.</param>
/// <param name="version">Changes with the input; null: there is nothing yet, or this is no time to read it.</param>
internal sealed class ReportFeed(string what, string? build, Func<int?> version)
{
    private readonly Lock _gate = new();
    private Task? _building;
    private (int Version, Report? Report, string? Problem)? _built;
    private int _asked;

    /// <summary>The report, its version, and why there is none or no newer one.</summary>
    public (Report? Report, string? Note, int Version) Read()
    {
        lock (_gate)
        {
            var wanted = version() is { } v ? v + _asked * 1_000_000 : (int?)null;
            if (wanted is { } next && _built?.Version != next && _building is null)
                _building = Task.Run(() => BuildAsync(next));
            return (_built?.Report, _building is not null ? "The report is being written." : _built?.Problem, _built?.Version ?? 0);
        }
    }

    /// <summary>Reads the input again.</summary>
    public void Again()
    {
        lock (_gate)
            _asked++;
    }

    private async Task BuildAsync(int wanted)
    {
        Report? report = null;
        string? problem = null;
        try
        {
            report = ReportBuilder.Build(await ReportReader.ReadAsync(what, build, CancellationToken.None));
        }
        catch (Exception e) when (e is FusionizeException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            problem = e.Message;
        }
        lock (_gate)
        {
            _built = (wanted, report ?? _built?.Report, problem);
            _building = null;
        }
    }
}
