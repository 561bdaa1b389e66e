using System.Text.Json;
using Fusionize.Aws;
using Fusionize.Dashboard.Building;
using Fusionize.Packaging;
using Fusionize.Rounds;
using Fusionize.Setups;
using Fusionize.Setups.Files;

namespace Fusionize.Dashboard;

/// <summary>Reads the input of a report: a loop's folder, a setup store, or a build's output.</summary>
public static class ReportReader
{
    /// <param name="what">The folder, file or store, as the user has given it.</param>
    /// <param name="build">A build's output in addition to it; null: the loop's own output, if there is one.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="FusionizeException">There is nothing to report on (FZ1507), or it is unreachable.</exception>
    public static async Task<ReportSource> ReadAsync(string what, string? build, CancellationToken cancellation)
    {
        if (what.Contains("://", StringComparison.Ordinal))
            return await ReadStoreAsync(what, what, build, cancellation);
        var folder = FolderOf(what);
        if (IsLoop(folder))
            return await ReadLoopAsync(what, folder, build, cancellation);
        if (IsStore(folder))
            return await ReadStoreAsync(what, Path.GetFullPath(folder), build, cancellation);
        return File.Exists(Path.Combine(folder, FusionManifest.FileName))
            ? new(what) { Manifest = FusionManifest.Read(Path.Combine(folder, FusionManifest.FileName)), BuildFolder = folder }
            : throw Nothing($"'{what}' is no loop's folder, no setup store and no build's output");
    }

    /// <summary>
    /// Returns the folder of a loop, a store or a build. A report's or manifest's file is accepted instead of its folder, and an application's folder
    /// instead of its loop's folder.
    /// </summary>
    private static string FolderOf(string what)
    {
        var folder =
            Directory.Exists(what) ? what
            : Path.GetFileName(what) is LoopFolder.ReportName or FusionManifest.FileName && File.Exists(what)
                ? Path.GetDirectoryName(Path.GetFullPath(what))!
            : throw Nothing(
                File.Exists(what) ? $"'{what}' is neither {LoopFolder.ReportName} nor {FusionManifest.FileName}" : $"there is no folder '{what}'"
            );
        var inside = Path.Combine(folder, LoopFolder.DefaultName);
        return !IsLoop(folder) && !IsStore(folder) && IsLoop(inside) ? inside : folder;
    }

    private static bool IsLoop(string folder) =>
        File.Exists(Path.Combine(folder, LoopFolder.ReportName)) || IsStore(Path.Combine(folder, LoopFolder.StoreName));

    private static bool IsStore(string folder) => Directory.Exists(Path.Combine(folder, "setups"));

    private static async Task<ReportSource> ReadLoopAsync(string what, string folder, string? build, CancellationToken cancellation)
    {
        var missing = new List<string>();
        var store = Path.GetFullPath(Path.Combine(folder, LoopFolder.StoreName));
        var output = Path.Combine(folder, LoopFolder.OutputName);
        build ??= File.Exists(Path.Combine(output, FusionManifest.FileName)) ? output : null;
        var source = new ReportSource(what)
        {
            Loop = Try(() => ReadLoop(Path.Combine(folder, LoopFolder.ReportName)), missing, "The loop's own figures are not shown"),
            Manifest = build is null ? null : Try(() => Manifest(build), missing, "The build is not shown"),
            BuildFolder = build,
            StoreLocation = store,
        };
        missing.ForEach(source.Miss);
        if (!IsStore(store))
            source.Miss("The loop's store is gone: only its figures are left.");
        else
            await AddAsync(source, store, cancellation);
        return source;
    }

    private static async Task<ReportSource> ReadStoreAsync(string what, string location, string? build, CancellationToken cancellation)
    {
        var source = new ReportSource(what)
        {
            Manifest = build is null ? null : Manifest(build),
            BuildFolder = build,
            StoreLocation = location,
        };
        await AddAsync(source, location, cancellation);
        return source;
    }

    private static async Task AddAsync(ReportSource source, string location, CancellationToken cancellation)
    {
        using var store = SetupStores.Open(location);
        var records = SetupStores.OpenRecords(location);
        using var closing = records as IDisposable;
        await source.AddStoreAsync(store, records, cancellation);
    }

    private static LoopReport? ReadLoop(string file)
    {
        if (!File.Exists(file))
            return null;
        try
        {
            return LoopReport.Parse(InputFile.ReadAllBytes(file));
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new FusionizeException(ReportCodes.NothingToReport, file, $"{LoopFolder.ReportName} is damaged: {e.Message}");
        }
    }

    private static FusionManifest Manifest(string folder) => FusionManifest.Read(Path.Combine(folder, FusionManifest.FileName));

    private static T? Try<T>(Func<T?> read, List<string> missing, string otherwise)
        where T : class
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is FusionizeException or IOException or UnauthorizedAccessException)
        {
            missing.Add($"{otherwise}: {e.Message}");
            return null;
        }
    }

    private static FusionizeException Nothing(string problem) =>
        new(ReportCodes.NothingToReport, null, problem, "name a loop's folder, a setup store or a build's output, such as samples/IoT/.fusionize");
}
