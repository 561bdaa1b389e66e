using System.Net;
using Fusionize.Cli.Commands;
using Fusionize.Cli.Terminal;
using Fusionize.Setups;
using Fusionize.Setups.Stores;

namespace Fusionize.Tests.Cli;

public sealed class DashboardCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dashboard-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_store_is_served_and_not_changed()
    {
        var setup = FusionSetup.OnePerTask(new("shop", [new("Order", true), new("Pay", false)], []));
        using var store = SetupStore.InFolder(_folder);
        await store.PutSetupAsync(setup, default);
        await store.TryMoveAsync(setup.Id, null, null, default);
        var files = Files();

        var html = await ServeAsync(
            ["dashboard", _folder],
            async (http, link) =>
            {
                Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(link)).StatusCode);
                string page;
                // The report is written in the background.
                while (!(page = await http.GetStringAsync(new Uri(link, "report"))).Contains("svg class=\"map\"", StringComparison.Ordinal))
                    await Task.Delay(10);
                Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(new Uri(link, "invoke"))).StatusCode);
                return page;
            }
        );

        Assert.Contains("Pay", html, StringComparison.Ordinal);
        Assert.Equal(files, Files());
    }

    [Fact]
    public async Task A_platform_has_a_dashboard_unless_the_user_wants_none()
    {
        var answer = await ServeAsync(["local", "--port", "0", "--full-cpu"], (http, link) => http.GetStringAsync(link));
        Assert.Contains("No function is deployed.", answer, StringComparison.Ordinal);

        using var end = new CancellationTokenSource();
        var (output, run) = Start(["local", "--port", "0", "--full-cpu", "--no-dashboard"], end.Token);
        await UntilAsync(() => output().Contains("Ctrl-C ends it", StringComparison.Ordinal), run);
        Assert.DoesNotContain("dashboard", output(), StringComparison.Ordinal);
        await end.CancelAsync();
        Assert.Equal(0, await run);
        Assert.Equal(2, (await ToolRun.OfAsync("local", "--open", "--no-dashboard")).ExitCode);
    }

    [Fact]
    public async Task What_is_nothing_to_look_at_ends_with_one_line()
    {
        var run = await ToolRun.OfAsync("dashboard", _folder);

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("error FZ1507: ", run.Error, StringComparison.Ordinal);
    }

    /// <summary>Runs a command until the dashboard that it links to was used.</summary>
    private static async Task<string> ServeAsync(string[] args, Func<HttpClient, Uri, Task<string>> use)
    {
        using var end = new CancellationTokenSource();
        var (output, run) = Start(args, end.Token);
        await UntilAsync(() => Link(output()) is not null, run);
        using var http = new HttpClient();
        var used = await use(http, Link(output())!);
        await end.CancelAsync();
        Assert.Equal(0, await run);
        return used;
    }

    private static (Func<string> Output, Task<int> Run) Start(string[] args, CancellationToken end)
    {
        var text = new StringWriter();
        var output = TextWriter.Synchronized(text);
        return (Read, FusionizeCommand.RunAsync(args, new Screen(output, output, false, false), end));

        string Read()
        {
            // The synchronized writer locks itself.
            lock (output)
                return text.ToString();
        }
    }

    private static async Task UntilAsync(Func<bool> condition, Task<int> run)
    {
        while (!condition())
        {
            Assert.False(run.IsCompleted, "the command has ended");
            await Task.Delay(10);
        }
    }

    private static Uri? Link(string output) =>
        output.Split('\n').FirstOrDefault(l => l.StartsWith("dashboard: ", StringComparison.Ordinal)) is { } line && line.Length < output.Length
            ? new(line["dashboard: ".Length..].Trim())
            : null;

    private string[] Files() => [.. Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
