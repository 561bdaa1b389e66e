using Fusionize.Local.Execution;
using Fusionize.Local.Functions;
using Fusionize.Local.Lambda;
using Fusionize.Local.Logs;

namespace Fusionize.Local.Viewing;

/// <summary>What a viewer in the same process sees of the platform. It reads only, and costs nothing until it is asked.</summary>
internal sealed class PlatformView(FunctionCatalog catalog, EventQueue events, LogStore logs)
{
    public LogStore Logs { get; } = logs;

    /// <summary>All functions in the order of their names.</summary>
    public IReadOnlyList<FunctionView> Functions()
    {
        var all = catalog.Read(functions =>
            functions.Values.Select(f => (f.Name, Versions: f.AllVersions.ToArray(), Aliases: f.Aliases.Values.ToArray())).ToArray()
        );
        // Without the catalog's lock: counting takes the lock of each pool.
        return
        [
            .. all.Select(f => new FunctionView(
                f.Name,
                [
                    .. f.Versions.Select(v => new VersionView(
                        v.Version,
                        v.Configuration,
                        [.. f.Aliases.Where(a => a.Version == v.Version).Select(a => a.Name)],
                        v.Pool.Counts()
                    )),
                ],
                events.CountsOf(f.Name)
            )),
        ];
    }
}

/// <summary>A function and its asynchronous events.</summary>
internal sealed record FunctionView(string Name, IReadOnlyList<VersionView> Versions, EventCounts Events);

internal sealed record VersionView(string Version, FunctionConfiguration Configuration, IReadOnlyList<string> Aliases, PoolCounts Counts);
