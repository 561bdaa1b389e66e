using Fusionize.Generators.Tests.Infrastructure;
using Fusionize.Shared;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Tests.HostMode;

public class DispatcherTests
{
    private const string Iot = """
        using System.Threading;
        using System.Threading.Tasks;
        using Fusionize;

        internal sealed record Reading(string SensorId, double Value);
        internal sealed record Verdict(bool Valid);

        internal static class Iot
        {
            [FusionTask(Entry = true)]
            public static async Task<Verdict> AnalyzeSensor(Reading reading, CancellationToken ct)
            {
                var verdict = await CheckSensor(reading, ct);
                await StoreEvent(reading, 3, ct: ct).Detach();
                await Clean();
                return verdict;
            }

            [FusionTask] public static async Task<Verdict> CheckSensor(Reading reading, CancellationToken ct) => new(await Count(ct) > 0);
            [FusionTask] public static ValueTask StoreEvent(Reading reading, int? count, string note = "none \"yet\"", CancellationToken ct = default) => default;
            [FusionTask] public static Task<int> Count(CancellationToken ct) => Task.FromResult(1);
            [FusionTask] public static Task Clean() => Task.CompletedTask;
        }
        """;

    /// <summary>A group's host, as the build lays it out, after both generators.</summary>
    private static Built Host(Built app, Slice slice) => new App
    {
        Assembly = "App.Function",
        Kind = OutputKind.ConsoleApplication,
        Sources = [("FusionJson.cs", JsonContext(slice))],
        References = [app.Reference()],
        Slice = SliceText.Write(slice),
        OtherGenerators = [App.JsonGenerator()],
    }.Build();

    /// <summary>The JSON context, as the build writes it: built-in types keep their own names, since the JSON generator derives their converters' from them.</summary>
    private static string JsonContext(Slice slice) => $$"""
        using System.Text.Json.Serialization;
        using System.Text.Json.Serialization.Metadata;
        namespace Fusionize.Generated;
        [JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
        {{string.Join("\n", slice.Types.Select((type, i) => $"[JsonSerializable(typeof({type}){(type is "int" or "string" ? "" : $", TypeInfoPropertyName = \"T{i}\"")})]"))}}
        internal sealed partial class FusionJson : JsonSerializerContext
        {
        {{string.Join("\n", slice.Types.Select((type, i) => type is "int" or "string"
            ? $"    public JsonTypeInfo<{type}> T{i} => (JsonTypeInfo<{type}>)GetTypeInfo(typeof({type}))!;"
            : ""))}}
        }
        """;

    private static Slice Cut(Built app, string[] local, string[] entries, params string[] remoteAsync) =>
        SlicePlan.Create("iot", [(app.Compilation.AssemblyName!, app.Manifest)], entries[0], local, entries, remoteAsync);

    [Fact]
    public void A_group_of_one_task_calls_the_others()
    {
        var app = App.Of(Iot).Build();
        Snapshot.Match(Host(app, Cut(app, ["AnalyzeSensor"], ["AnalyzeSensor"])).Sources);
    }

    [Fact]
    public void A_group_that_serves_all()
    {
        var app = App.Of(Iot).Build();
        string[] all = [.. app.Manifest.Tasks.Select(t => t.Id)];
        Snapshot.Match(Host(app, Cut(app, all, all, "StoreEvent")).Sources);
    }

    [Fact]
    public void A_slice_that_cannot_be_read_is_an_error_that_says_why()
    {
        var host = new App { Slice = "fusionize\t1\nrole\tboss\n" };
        var result = host.Driver().RunGenerators(host.Compilation()).GetRunResult();
        var error = Assert.Single(result.Diagnostics);
        Assert.Equal("FZ0001", error.Id);
        Assert.Contains("Line 2: 'boss' is none of serve, local, remote.", error.GetMessage());
        Assert.Empty(result.GeneratedTrees);
    }
}
