using System.Text.Json;
using Fusionize.Aws;
using Fusionize.Deployment;
using Fusionize.Deployment.Infrastructure;
using Fusionize.Local;
using Fusionize.Setups;
using Fusionize.Tests.Deployment;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Cli;

public sealed class ReleasesCommandTests : IDisposable
{
    private readonly Builds _builds = new();

    public void Dispose() => _builds.Dispose();

    [Fact]
    public async Task Releases_are_listed_moved_between_made_cold_and_removed()
    {
        await using var platform = await LocalPlatform.StartAsync(new() { EnforceCpu = false });
        using var lambda = new AwsConnection { Endpoint = platform.Endpoint }.Lambda();
        var options = new DeployOptions { Role = "arn:aws:iam::000000000000:role/any", Smoke = Smoke.DryRun };
        var first = await new Deployer(lambda).DeployAsync(_builds.Make("one", "(A)-(B)"), options);
        var second = await new Deployer(lambda).DeployAsync(_builds.Make("two", "(A,B)"), options);
        Task<ToolRun> Run(params string[] args) => ToolRun.OfAsync(["releases", .. args, "--endpoint", platform.Endpoint.ToString()]);

        var plan = await ToolRun.OfAsync("deploy", _builds.Make("three", "(A,B)"), "--dry-run", "--endpoint", platform.Endpoint.ToString());
        Assert.Matches($@"{_builds.App}-A\s+\d+ MB\s+\d+\.\d kB  ", plan.Output);

        var list = await Run("list", _builds.App);
        Assert.Equal(0, list.ExitCode);
        Assert.Matches($@"{second.Release}\s+{_builds.App}-A\s+1\s+\(A,B\)", list.Output);
        Assert.Equal(2, JsonDocument.Parse((await Run("list", _builds.App, "--json")).Output).RootElement.GetArrayLength());
        Assert.StartsWith($"live: {first.Release}", (await Run("rollback", _builds.App)).Output);
        Assert.StartsWith($"live: {second.Release}", (await Run("promote", _builds.App, Builds.IdOf("two"))).Output);
        Assert.StartsWith(
            "live: setup-" + Builds.IdOf("two"),
            (await ToolRun.OfAsync("cold", _builds.App, "--endpoint", platform.Endpoint.ToString())).Output
        );
        Assert.Equal("removed " + first.Release, (await Run("clean", _builds.App, "--keep", "0")).Output.Trim());

        Assert.Equal("no releases of nobody", (await Run("list", "nobody")).Output.Trim());
        var unknown = await Run("promote", _builds.App, "0123456789abcdef");
        Assert.Equal(1, unknown.ExitCode);
        Assert.StartsWith("error FZ1308:", unknown.Error);
    }

    [Fact]
    public async Task Deploy_plans_the_HTTP_API_and_says_its_address_and_releases_move_its_routes()
    {
        await using var platform = await LocalPlatform.StartAsync(new() { EnforceCpu = false });
        var endpoint = platform.Endpoint.ToString();
        var address = new Uri(platform.Endpoint, _builds.App).ToString();
        using var http = new HttpClient();
        Task<ToolRun> Deploy(string build, params string[] args) =>
            ToolRun.OfAsync(["deploy", build, "--endpoint", endpoint, "--smoke", "none", .. args]);
        var build = _builds.MakeRelay("one", "(A)", "", "A", "A GET /a");

        var plan = await Deploy(build, "--dry-run");
        Assert.Contains($"  HTTP API (new)\n    create\n    add GET /a → {_builds.App}-A\n", plan.Output);
        var planned = JsonDocument.Parse((await Deploy(build, "--dry-run", "--json")).Output).RootElement.GetProperty("httpApi");
        Assert.Equal("create", planned.GetProperty("changes")[0].GetString());
        Assert.DoesNotContain("HTTP API", (await Deploy(build, "--dry-run", "--no-http-api")).Output);

        var inBrowser = $"http://{_builds.App}.localhost:{platform.Endpoint.Port}/";
        Assert.Contains($"routes at {address}, in a browser {inBrowser}\n", (await Deploy(build)).Output);
        Assert.Contains($"  HTTP API {address}  unchanged\n", (await Deploy(build, "--dry-run")).Output);
        Assert.Equal(200, (int)(await http.GetAsync(address + "/a")).StatusCode);
        var second = JsonDocument.Parse((await Deploy(_builds.MakeRelay("two", "(A)", "2", "A", "A GET /b"), "--json")).Output).RootElement;
        Assert.Equal(address, second.GetProperty("address").GetString());
        Assert.Equal((404, 200), ((int)(await http.GetAsync(address + "/a")).StatusCode, (int)(await http.GetAsync(address + "/b")).StatusCode));
        Assert.Equal(0, (await ToolRun.OfAsync("releases", "rollback", _builds.App, "--endpoint", endpoint)).ExitCode);
        Assert.Equal((200, 404), ((int)(await http.GetAsync(address + "/a")).StatusCode, (int)(await http.GetAsync(address + "/b")).StatusCode));
    }

    [Fact]
    public async Task Setups_are_listed_compared_and_chosen()
    {
        var folder = Directory.CreateTempSubdirectory("fusionize-setups-");
        try
        {
            var store = SetupStores.Open(folder.FullName);
            Assert.Equal($"no setups in {folder.FullName}", (await ToolRun.OfAsync("setups", "list", folder.FullName)).Output.Trim());
            Assert.Equal("[]", (await ToolRun.OfAsync("setups", "list", folder.FullName, "--json")).Output.Trim());
            foreach (var command in new[] { "list", "show", "unpin" })
            {
                var nowhere = await ToolRun.OfAsync("setups", command, folder.FullName + "-2");
                Assert.Equal((1, ""), (nowhere.ExitCode, nowhere.Output));
                Assert.StartsWith($"error FZ1502: there is no folder '{folder.FullName}-2'; name a store", nowhere.Error);
            }
            var (a, b) = (FusionSetup.OnePerTask(Apps.Tree), FusionSetup.OnePerTask(Apps.Tree, 256));
            await store.PutSetupAsync(a, default);
            await store.PutSetupAsync(b, default);
            Assert.Equal($"current: {a.Id}", (await ToolRun.OfAsync("setups", "promote", folder.FullName, a.Id)).Output.Trim());
            Assert.Equal($"current: {b.Id}, before: {a.Id}", (await ToolRun.OfAsync("setups", "promote", folder.FullName, b.Id)).Output.Trim());
            Assert.Matches($@"\*\s+{b.Id}", (await ToolRun.OfAsync("setups", "list", folder.FullName)).Output);
            Assert.Contains("256 MB", (await ToolRun.OfAsync("setups", "show", folder.FullName)).Output);
            Assert.Contains("128 MB", (await ToolRun.OfAsync("setups", "show", folder.FullName, a.Id)).Output);
            Assert.Contains("A: 128 → 256 MB", (await ToolRun.OfAsync("setups", "diff", folder.FullName, a.Id, b.Id)).Output);
            Assert.Matches(
                $"current: {a.Id}, pinned by .+: release week, before: {b.Id}",
                (await ToolRun.OfAsync("setups", "pin", folder.FullName, a.Id, "--reason", "release week")).Output.Trim()
            );
            Assert.Matches($@"pinned\s+{a.Id}", (await ToolRun.OfAsync("setups", "list", folder.FullName)).Output);
            Assert.Matches(
                $"current: {a.Id}, no longer pinned by .+: release week",
                (await ToolRun.OfAsync("setups", "unpin", folder.FullName)).Output.Trim()
            );
            Assert.Equal("nothing is pinned", (await ToolRun.OfAsync("setups", "unpin", folder.FullName)).Output.Trim());
            Assert.StartsWith("error FZ1203:", (await ToolRun.OfAsync("setups", "pin", folder.FullName, "0123456789abcdef")).Error);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Templates_and_widened_permissions_come_from_a_build()
    {
        var folder = Directory.CreateTempSubdirectory("fusionize-template-");
        try
        {
            var manifest = AccessTests.App("Look", "Check", "Store");
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "fusion-manifest.json"), manifest.ToJson());
            Assert.Equal(CloudFormationTemplate.Write(manifest, new()), (await ToolRun.OfAsync("template", folder.FullName)).Output);
            var file = Path.Combine(folder.FullName, "main.tf.json");
            Assert.Equal(
                0,
                (await ToolRun.OfAsync("template", folder.FullName, "--format", "terraform", "--scope", "everything", "--out", file)).ExitCode
            );
            Assert.Equal(TerraformTemplate.Write(manifest, new() { Scope = InfrastructureScope.Everything }), await File.ReadAllTextAsync(file));

            var setup = Path.Combine(folder.FullName, "next.json");
            await File.WriteAllTextAsync(setup, FusionSetup.ParseNotation("(Look,Store)-(Check)", FunctionAccess.ModelOf(manifest)).ToJson());
            var diff = await ToolRun.OfAsync("iam", "diff", folder.FullName, setup);
            Assert.Equal(1, diff.ExitCode);
            Assert.Matches(@"Look\s+dynamodb:PutItem\s+\S+table/events\s+task Store", diff.Output);
            var split = Path.Combine(folder.FullName, "split.json");
            await File.WriteAllTextAsync(split, FusionSetup.ParseNotation("(Look)-(Check,Store)", FunctionAccess.ModelOf(manifest)).ToJson());
            Assert.Matches(
                @"Store\s+s3:GetObject\s+\S+:big/fusionize-claims/\*\s+receives large arguments of Check",
                (await ToolRun.OfAsync("iam", "diff", folder.FullName, split, "--claim-bucket", "big")).Output
            );
            Assert.Contains("fusionize-claims/*", (await ToolRun.OfAsync("template", folder.FullName, "--claim-bucket", "big")).Output);
            Assert.Equal(
                2,
                (await ToolRun.OfAsync("template", folder.FullName, "--claim-key", "arn:aws:kms:eu-central-1:123456789012:key/k")).ExitCode
            );
            Assert.Contains("\"iam:PassRole\"", (await ToolRun.OfAsync("iam", "deployer", "iot", "--store", "s3://my-bucket/iot")).Output);
            Assert.DoesNotContain("s3:", (await ToolRun.OfAsync("iam", "deployer", "iot", "--store", "setups")).Output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
