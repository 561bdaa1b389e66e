using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Fusionize.Aws;
using Fusionize.Aws.Lambda;
using Fusionize.Deployment;
using Fusionize.Local;
using Fusionize.Rounds;
using Fusionize.Setups;
using Fusionize.Tests.Infrastructure;
using Xunit.Abstractions;

namespace Fusionize.Tests.EndToEnd;

/// <summary>The Orders sample (services, two projects), built, deployed and run as real zips under five setups: what it answers and leaves behind is
/// the same.</summary>
public sealed class OrdersTests(ITestOutputHelper output)
{
    private const string Lines = """[{"sku":"cup","quantity":4},{"sku":"plate","quantity":2}]""";

    private static readonly (string Task, string Args)[] Requests =
    [
        ("PriceOrder", $$$"""{"order":{"id":"o-0","customer":{"name":"Ann","tier":2,"card":"5100"},"lines":{{{Lines}}}}}"""),
        ("PlaceOrder", $$$"""{"order":{"id":"o-1","customer":{"name":"Ann","tier":2,"card":"5100"},"lines":{{{Lines}}},"voucher":"v-1"}}"""),
        (
            "PlaceOrder",
            """{"order":{"id":"o-2","customer":{"name":"Bob","tier":0,"card":"5100"},"lines":[{"sku":"cup","quantity":1},{"sku":"plate","quantity":100}]}}"""
        ),
        ("PlaceOrder", $$$"""{"order":{"id":"o-3","customer":{"name":"Cy","tier":1,"card":"4000"},"lines":{{{Lines}}}}}"""),
        ("PlaceOrder", """{"order":{"id":"o-4","customer":{"name":"Di","tier":1,"card":"5100"},"lines":[]}}"""),
        (
            "CancelOrder",
            """{"receipt":{"orderId":"o-5","state":0,"paid":7.5,"payment":"p-5","reservations":[{"orderId":"o-5","line":{"sku":"cup","quantity":1},"shelf":0}]}}"""
        ),
        ("CheckStock", """{"sku":"teapot"}"""), // no entry
    ];

    [Fact]
    [Trait("Category", "Slow")]
    public async Task The_same_under_five_setups()
    {
        using var temporary = new TemporaryFolder("fusionize-orders-");
        using var folder = LoopFolder.Open(temporary.Path);
        var journal = Path.Combine(folder.Temporary, "orders.journal");
        await using var platform = await LocalPlatform.StartAsync(
            new LocalPlatformOptions
            {
                DataDirectory = folder.Platform,
                EnforceCpu = false,
                AsyncRetryDelays = [],
                IdleExpiry = TimeSpan.FromSeconds(10),
                Environment = new Dictionary<string, string> { ["ORDERS_JOURNAL"] = journal },
            }
        );
        var connection = new AwsConnection { Endpoint = platform.Endpoint };
        using var rounds = new AwsRoundPlatform(new DeployRequest { Build = "", Connection = connection }, () =>
            platform.GetStatus().Idle
        );
        using var lambda = connection.Lambda();
        var builds = new SetupBuilds(AppProject.Locate(Samples.File("Orders")), folder);

        var separate = await builds.BuildAsync();
        Assert.Equal(12, separate.Manifest.Groups.Length);
        OnlyFunctionsThatLogContainTheLogger(separate);
        var expected = await AskAsync(separate);
        Assert.Contains("\"paid\":24.15", expected);
        Assert.Contains("Orders.Warehouse.OutOfStockException: Only 15 of 'plate' left, 100 wanted. (Reserve)", expected);
        Assert.Contains("o-1 ship O-1/Front+Cellar", expected);
        Assert.Contains("Cy mail o-3: Card 40… was declined.", expected);
        await TheLogHasTheEntriesAsync(separate);
        foreach (var built in await builds.BuildAsync(Setups(separate.Model)))
        {
            output.WriteLine(built.Setup.FullNotation);
            Assert.Equal(expected, await AskAsync(built));
        }

        async Task TheLogHasTheEntriesAsync(BuiltApp built)
        {
            using var logs = connection.Logs();
            var group = "/aws/lambda/" + built.Manifest.Groups.Single(g => g.Tasks.Contains("Ship")).FunctionOf("Ship");
            var events = (await logs.FilterLogEventsAsync(new() { LogGroupName = group, FilterPattern = "leaves" })).Events!;
            Assert.Matches(
                @"^\S{24}\t[0-9a-f-]{36}\tINFO\tOrders\.Warehouse\.Shipping\tOrder o-1 leaves with the label O-1/Front\+Cellar\t"
                    + $"task=Ship setup={built.Manifest.Setup} trace=[0-9a-f]{{32}} OrderId=o-1 Label=O-1/Front\\+Cellar$",
                events.Single(e => e.Message!.Contains("o-1", StringComparison.Ordinal)).Message!.TrimEnd('\n')
            );
        }

        async Task<string> AskAsync(BuiltApp built)
        {
            await rounds.DeployAsync(built, 1, new NoProgress(), default);
            File.Delete(journal);
            var seen = new StringBuilder();
            foreach (var (task, args) in Requests)
            {
                var response = await lambda.InvokeAsync(
                    new InvokeRequest
                    {
                        FunctionName = built.Manifest.Groups.First(g => g.Entries.Contains(task)).FunctionOf(task),
                        Qualifier = "setup-" + built.Manifest.Setup,
                        Payload = $$"""{"fusionize":1,"task":"{{task}}","args":{{args}}}""",
                    }
                );
                seen.AppendLine($"{task} → {Answer(response)}");
            }
            await rounds.DrainAsync(new NoProgress(), default);
            return seen.AppendJoin('\n', (await File.ReadAllLinesAsync(journal)).Order(StringComparer.Ordinal)).ToString();
        }
    }

    /// <summary>The others are the same as those of an application that never heard of loggers.</summary>
    private static void OnlyFunctionsThatLogContainTheLogger(BuiltApp built)
    {
        var logging = new List<string>();
        foreach (var group in built.Manifest.Groups)
        {
            using var zip = ZipFile.OpenRead(Path.Combine(built.Folder, group.Zip));
            var names = zip.Entries.Select(e => e.FullName).ToList();
            using var library = zip.GetEntry("Fusionize.dll")!.Open();
            using var bytes = new MemoryStream();
            library.CopyTo(bytes);
            var text = Encoding.Latin1.GetString(bytes.ToArray());
            var tells = new[] { "RunningTask", "FunctionLog", "Observation" }.Any(n => text.Contains(n, StringComparison.Ordinal));
            Assert.Equal(names.Contains("Fusionize.Logging.dll"), tells);
            Assert.Equal(tells, names.Contains("Microsoft.Extensions.Logging.Abstractions.dll"));
            // Nobody in this application asks for spans.
            Assert.DoesNotContain("ActivitySource", text);
            if (tells)
                logging.AddRange(group.Entries);
        }
        Assert.Equal(["CancelOrder", "PlaceOrder", "Ship"], logging.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<FusionSetup> Setups(AppModel app) =>
        [
            FusionSetup.AllInOne(app, 1769),
            FusionSetup.ParseNotation("(PlaceOrder,PriceOrder,Discount,Reserve,CheckStock)-(Charge,Refund)-(Ship,PrintLabel)-…", app),
            RandomSetups.Create(app, 1),
            RandomSetups.Create(app, 2),
        ];

    private static string Answer(InvokeResponse response)
    {
        var text = Encoding.UTF8.GetString(response.Payload?.ToArray() ?? []);
        if (response.FunctionError is null)
            return text;
        var error = JsonNode.Parse(text)!;
        return $"{error["errorType"]}: {error["errorMessage"]} ({error["task"]})";
    }
}
