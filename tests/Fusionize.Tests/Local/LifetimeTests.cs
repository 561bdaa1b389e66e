using System.Net;
using System.Net.Sockets;
using Fusionize.Local;
using Fusionize.Local.Packages;
using Fusionize.Local.Processes;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Local;

public class LifetimeTests
{
    [Fact]
    public async Task A_port_in_use_is_a_coded_error()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        var error = await Assert.ThrowsAsync<LocalPlatformException>(() =>
            LocalPlatform.StartAsync(new() { Port = ((IPEndPoint)taken.LocalEndpoint).Port })
        );

        Assert.Equal("FZ1401", error.Code);
        Assert.Contains("in use", error.Message);
    }

    [Fact]
    public async Task An_unusable_data_directory_is_a_coded_error()
    {
        var file = Path.GetTempFileName();

        var error = await Assert.ThrowsAsync<LocalPlatformException>(() => LocalPlatform.StartAsync(new() { DataDirectory = file }));

        Assert.Equal("FZ1403", error.Code);
        File.Delete(file);
    }

    [Fact]
    public async Task A_platform_that_ends_takes_its_functions_and_their_children_along()
    {
        int function,
            child;
        await using (var platform = await TestPlatform.StartAsync())
        {
            await platform.Client.CreateAsync("probe");
            function = (int)(await platform.Client.InvokeAsync("probe")).Json["pid"]!;
            child = int.Parse((await platform.Client.InvokeAsync("probe", """{"do":"child"}""")).Body);
            Assert.True(Alive(function) && Alive(child));
        }

        await GoneAsync(function);
        await GoneAsync(child);
    }

    [Fact]
    public async Task A_killed_platform_leaves_no_function_behind()
    {
        var data = Directory.CreateTempSubdirectory("fusionize-test-").FullName;
        var (process, endpoint) = await HelperProcess.StartPlatformAsync(data);
        using var client = new PlatformClient(endpoint);
        await client.CreateAsync("probe");
        var idle = (int)(await client.InvokeAsync("probe")).Json["pid"]!;
        var busy = client.InvokeAsync("probe", """{"do":"hang"}""");
        var second = (int)(await client.InvokeAsync("probe")).Json["pid"]!;

        process.Kill();
        await Assert.ThrowsAsync<HttpRequestException>(() => busy);

        await GoneAsync(idle);
        await GoneAsync(second);
        ReadOnlyTree.Delete(data);
    }

    [Fact]
    public async Task Without_a_death_signal_a_killed_platform_leaves_no_function_behind_either()
    {
        var (process, sleeper) = await HelperProcess.StartSleeperAsync();
        await Task.Delay(300);
        Assert.True(Alive(sleeper));

        process.Kill();

        await GoneAsync(sleeper);
    }

    [Fact]
    public async Task A_process_without_a_death_signal_ends_by_itself_too()
    {
        using var launcher = new ProcessLauncher(useDeathSignal: false);
        var exited = new TaskCompletionSource<int>();

        var process = await launcher.StartAsync(
            ["sh", "-c", "exit 5"],
            "/",
            new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" },
            null,
            exited.SetResult
        );

        Assert.Equal(5, await exited.Task.WaitAsync(TimeSpan.FromSeconds(30)));
        process.Release();
        process.Dispose();
    }

    [Fact]
    public async Task Processes_that_ended_leave_no_pipe_open()
    {
        if (!Directory.Exists("/proc/self/fd"))
            return; // nothing tells there

        var (before, after) = await HelperProcess.CountPipesInAProcessAsync();

        Assert.InRange(after, 0, before + 3); // the runtime itself opens one or the other
    }

    [Fact]
    public async Task The_next_platform_clears_away_what_a_killed_one_left()
    {
        var data = Directory.CreateTempSubdirectory("fusionize-test-").FullName;
        var (process, endpoint) = await HelperProcess.StartPlatformAsync(data);
        using var client = new PlatformClient(endpoint);
        await client.CreateAsync("probe");
        var child = int.Parse((await client.InvokeAsync("probe", """{"do":"child"}""")).Body);
        process.Kill();
        await process.WaitForExitAsync();
        Assert.NotEmpty(Directory.GetDirectories(Path.Combine(data, "run")));

        await using (await LocalPlatform.StartAsync(new() { DataDirectory = data, EnforceCpu = false }))
        {
            Assert.Single(Directory.GetDirectories(Path.Combine(data, "run")));
            await GoneAsync(child);
        }
        Assert.Empty(Directory.GetDirectories(Path.Combine(data, "run")));
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task A_second_platform_leaves_a_living_ones_functions_alone()
    {
        await using var first = await TestPlatform.StartAsync();
        await first.Client.CreateAsync("probe");
        await first.Client.InvokeAsync("probe");

        await using (await TestPlatform.StartAsync()) { }

        Assert.Equal(2, (int)(await first.Client.InvokeAsync("probe")).Json["served"]!);
    }

    [Fact]
    public async Task Requests_in_work_do_not_keep_a_platform_from_ending()
    {
        var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe");
        var request = platform.Client.InvokeAsync("probe", """{"do":"hang"}""");
        while (platform.Platform.GetStatus().Unreported == 0)
            await Task.Delay(5);

        await platform.Platform.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        await Task.WhenAny(request); // an error answer or a broken connection, but no wait
        await platform.DisposeAsync();
    }

    private static bool Alive(int pid) => ProcFs.StartTime(pid) != 0;

    private static async Task GoneAsync(int pid)
    {
        for (var i = 0; Alive(pid) && !IsZombie(pid); i++)
        {
            Assert.True(i < 1000, $"process {pid} lives on");
            await Task.Delay(10);
        }
    }

    /// <summary>Without a parent that collects it an ended process still has an entry; in a container nobody may.</summary>
    private static bool IsZombie(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/stat").Split(')')[1].TrimStart().StartsWith('Z');
        }
        catch (IOException)
        {
            return true;
        }
    }
}
