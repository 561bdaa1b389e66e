using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Fusionize.Packaging;
using Fusionize.Tests.Aws;

namespace Fusionize.Tests.Deployment;

/// <summary>Builds in temporary folders: a manifest and zips, without compiling anything.</summary>
internal sealed class Builds : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("fusionize-deploy-");

    /// <summary>An application name that no other test has.</summary>
    public string App { get; } = "t" + Guid.NewGuid().ToString("n")[..10];

    /// <param name="setup">Stands for the setup's id.</param>
    /// <param name="notation"><c>(A,B)-(C)</c>; each group's first task is its root; A is the entry task.</param>
    /// <param name="code">Stands for the application's code.</param>
    public string Make(string setup, string notation, string code = "code", int memoryMB = 128) =>
        Make(setup, notation, memoryMB, "T.Function", (tasks, _) => LambdaContract.Zip($"{code} of {string.Join(',', tasks)}"));

    /// <summary>A build whose functions run: each group's root calls the next group's.</summary>
    /// <inheritdoc cref="Make(string, string, string, int)"/>
    /// <param name="entries">The entry tasks.</param>
    /// <param name="routes"><c>A GET /a</c>: the routes of entry tasks.</param>
    public string MakeRelay(string setup, string notation, string code = "", string entries = "A", params string[] routes) =>
        Make(setup, notation, 512, RelayFunction.Handler, (tasks, next) => RelayFunction.Zip($"{tasks[0]} {next} {code}"), entries, routes);

    /// <summary>A build whose entries have routes.</summary>
    /// <inheritdoc cref="Make(string, string, string, int)"/>
    /// <param name="routes"><c>A GET /a</c>: entry tasks with their routes.</param>
    public string MakeRouted(string setup, string notation, params string[] routes) =>
        Make(
            setup,
            notation,
            128,
            "T.Function",
            (tasks, _) => LambdaContract.Zip($"code of {string.Join(',', tasks)}"),
            string.Join(',', routes.Select(r => r.Split(' ')[0])),
            routes
        );

    private string Make(
        string setup,
        string notation,
        int memoryMB,
        string handler,
        Func<string[], string?, byte[]> zipOf,
        string entries = "A",
        params string[] routes
    )
    {
        var clients = entries.Split(',');
        var folder = _root.CreateSubdirectory(Guid.NewGuid().ToString("n")).FullName;
        var groups = notation.Split('-').Select(g => g.Trim('(', ')').Split(',')).ToArray();
        var manifest = new FusionManifest
        {
            App = App,
            Setup = IdOf(setup),
            Notation = notation,
            ToolVersion = "0",
            Tasks = [.. groups.SelectMany(g => g).Select(t => new ManifestTaskInfo(t, clients.Contains(t), [], null, Routes: RoutesOf(t)))],
            Calls = [],
            Groups =
            [
                .. groups.Select(
                    (tasks, i) =>
                    {
                        var zip = zipOf(tasks, groups.ElementAtOrDefault(i + 1)?[0]);
                        File.WriteAllBytes(Path.Combine(folder, tasks[0] + ".zip"), zip);
                        return new ManifestGroup
                        {
                            Name = tasks[0],
                            Function = FunctionNames.Of(App, tasks[0]),
                            EntryFunctions = EntryFunctions(tasks[1..].Intersect(clients)),
                            Zip = tasks[0] + ".zip",
                            Sha256 = Convert.ToHexStringLower(SHA256.HashData(zip)),
                            Bytes = zip.Length,
                            Runtime = "dotnet10",
                            Handler = handler,
                            Architecture = "x86_64",
                            MemoryMB = memoryMB,
                            Tasks = [.. tasks],
                            Entries = [.. tasks],
                            RemoteAsync = [],
                            Routes = groups.Where(g => g != tasks).ToImmutableSortedDictionary(g => g[0], g => g[0]),
                            Assemblies = [],
                        };
                    }
                ),
            ],
        };
        File.WriteAllText(Path.Combine(folder, FusionManifest.FileName), manifest.ToJson());
        return folder;

        IReadOnlyList<ManifestRouteInfo>? RoutesOf(string task) =>
            routes.Select(r => r.Split(' ')).Where(r => r[0] == task).Select(r => new ManifestRouteInfo(r[1], r[2])).ToArray() is { Length: > 0 } own
                ? own
                : null;
    }

    private ImmutableSortedDictionary<string, string>? EntryFunctions(IEnumerable<string> entries) =>
        entries.ToImmutableSortedDictionary(e => e, e => FunctionNames.Of(App, e)) is { IsEmpty: false } functions ? functions : null;

    /// <summary>The sixteen digits of a setup's id, from any text.</summary>
    public static string IdOf(string setup) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(setup)))[..16];

    public void Dispose() => _root.Delete(recursive: true);
}
