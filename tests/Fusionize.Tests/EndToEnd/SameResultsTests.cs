using System.Text;
using System.Text.Json.Nodes;
using Fusionize.Aws;
using Fusionize.Aws.Lambda;
using Fusionize.Deployment;
using Fusionize.Local;
using Fusionize.Rounds;
using Fusionize.Setups;
using Fusionize.Tests.Infrastructure;
using SQLitePCL;
using Xunit.Abstractions;

namespace Fusionize.Tests.EndToEnd;

/// <summary>The IoT sample, built, deployed and run as real zips: what it answers and what it stores doesn't depend on the setup.</summary>
public sealed class SameResultsTests(ITestOutputHelper output)
{
    /// <summary>Most of their groups are in no other setup, and each takes seconds to link: FUSIONIZE_TEST_SETUPS asks for more.</summary>
    private static readonly int s_randomCount =
        int.TryParse(System.Environment.GetEnvironmentVariable("FUSIONIZE_TEST_SETUPS"), out var count) ? count : 4;

    /// <summary>Requests of the entry, which reach every task; the last ones are what nobody expects.</summary>
    private static readonly (string Task, string Args)[] Requests =
    [
        ("AnalyzeSensor", """{"request":{"eventId":"e-1","sensor":17}}"""),
        ("AnalyzeSensor", """{"request":{"eventId":"e-2","sensor":17}}"""),
        ("AnalyzeSensor", """{"request":{"eventId":"e-3","sensor":100}}"""),
        .. Enumerable.Range(50, 9).Select(i => ("AnalyzeSensor", $$$"""{"request":{"eventId":"e-{{{i}}} \"you\" ☃","sensor":{{{i}}}}}""")),
        ("AnalyzeSensor", """{"request":{"eventId":"e-13","sensor":-5}}"""),
        ("AnalyzeSensor", """{"request":{"eventId":"e-14","sensor":"not a number"}}"""),
        ("AnalyzeSensor", """{"request":null}"""),
        ("AnalyzeSensor", """{"request":{"eventId":"e-15","sensor":15,"unknown":1}}"""),
        ("CheckSensor", """{"e":{"id":"e-16","sensor":50}}"""), // no entry
    ];

    [Fact]
    [Trait("Category", "Slow")]
    public async Task The_same_whatever_the_setup()
    {
        using var temporary = new TemporaryFolder("fusionize-same-");
        using var folder = LoopFolder.Open(temporary.Path);
        var database = Path.Combine(folder.Temporary, "iot.db");
        await using var platform = await LocalPlatform.StartAsync(
            new LocalPlatformOptions
            {
                DataDirectory = folder.Platform,
                EnforceCpu = false,
                // Lambda would try a failing asynchronous call again after minutes.
                AsyncRetryDelays = [],
                IdleExpiry = TimeSpan.FromSeconds(10),
                Environment = new Dictionary<string, string> { ["IOT_STORE"] = database },
            }
        );
        var connection = new AwsConnection { Endpoint = platform.Endpoint };
        var request = new DeployRequest { Build = "", Connection = connection };
        using var rounds = new AwsRoundPlatform(request, () => platform.GetStatus().Idle);
        using var lambda = connection.Lambda();
        var builds = new SetupBuilds(AppProject.Locate(Samples.File("IoT")), folder);

        var app = await builds.BuildAsync();
        var expected = await AskAsync(app);
        Assert.Contains("\"known\":true", expected);
        Assert.Contains("sign#105|e-3|", expected);
        Assert.NotEqual(app.Setup, Setups(app.Model).First());
        foreach (var built in await builds.BuildAsync(Setups(app.Model)))
        {
            output.WriteLine(built.Setup.FullNotation);
            var seen = await AskAsync(built);
            Assert.True(expected == seen, $"{built.Setup.FullNotation}: expected\n{expected}\nbut saw\n{seen}");
        }
        output.WriteLine($"{builds.Count} builds");

        async Task<string> AskAsync(BuiltApp built)
        {
            await rounds.DeployAsync(built, 1, new NoProgress(), default);
            // Emptied, not deleted: functions may hold the file open.
            if (File.Exists(database))
                Query(database, "DELETE FROM items");
            var seen = new StringBuilder();
            foreach (var (task, args) in Requests)
            {
                var function = built.Manifest.Groups.First(g => g.Entries.Contains(task)).FunctionOf(task);
                var response = await lambda.InvokeAsync(
                    new InvokeRequest
                    {
                        FunctionName = function,
                        Qualifier = "setup-" + built.Manifest.Setup,
                        Payload = $$"""{"fusionize":1,"task":"{{task}}","args":{{args}}}""",
                    }
                );
                seen.AppendLine($"{task} {args} → {Answer(response)}");
                // What was handed over ends before the next request, so that all setups store things in one order.
                await rounds.DrainAsync(new NoProgress(), default);
            }
            return seen.Append(Query(database, "SELECT pk, sk, value FROM items ORDER BY pk, sk")).ToString();
        }
    }

    private static IEnumerable<FusionSetup> Setups(AppModel app)
    {
        yield return FusionSetup.AllInOne(app, 1769);
        yield return FusionSetup.ParseNotation(
            "(AnalyzeSensor,CheckSensor,StoreEvent)-(CheckTemperature)-(CheckSound,CheckSoundAccident,CheckSoundLimits)-(CheckAir,DetectJam)-(ActionSignage)",
            app
        );
        for (var seed = 1; seed <= s_randomCount; seed++)
            yield return RandomSetups.Create(app, seed);
    }

    /// <summary>The result, or the error without what only tells where it happened.</summary>
    private static string Answer(InvokeResponse response)
    {
        var text = Encoding.UTF8.GetString(response.Payload?.ToArray() ?? []);
        if (response.FunctionError is null)
            return text;
        var error = JsonNode.Parse(text)!;
        return $"{error["errorType"]}: {error["errorMessage"]} ({error["task"]})";
    }

    private static string Query(string database, string sql)
    {
        Batteries_V2.Init();
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_open_v2(database, out var connection, raw.SQLITE_OPEN_READWRITE, null));
        using (connection)
        {
            Assert.Equal(raw.SQLITE_OK, raw.sqlite3_prepare_v2(connection, sql, out var statement));
            using (statement)
            {
                var rows = new StringBuilder();
                int result;
                while ((result = raw.sqlite3_step(statement)) == raw.SQLITE_ROW)
                    rows.AppendLine(string.Join('|', Enumerable.Range(0, 3).Select(i => raw.sqlite3_column_text(statement, i).utf8_to_string())));
                Assert.Equal(raw.SQLITE_DONE, result);
                return rows.ToString();
            }
        }
    }
}
