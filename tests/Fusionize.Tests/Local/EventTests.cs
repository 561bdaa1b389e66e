namespace Fusionize.Tests.Local;

public class EventTests
{
    private static readonly TimeSpan[] Soon = [TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(20)];

    [Fact]
    public async Task An_event_is_acknowledged_and_runs_later()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe");

        var answer = await platform.Client.InvokeAsync("probe", """{"do":"log","text":"ran\n"}""", type: "Event");
        await platform.IdleAsync();

        Assert.Equal((202, ""), (answer.Status, answer.Body));
        Assert.Contains("ran", await platform.Client.MessagesAsync("probe"));
    }

    [Fact]
    public async Task A_failed_event_is_retried_under_its_request_id()
    {
        await using var platform = await TestPlatform.StartAsync(new() { EnforceCpu = false, AsyncRetryDelays = Soon });
        await platform.Client.CreateAsync("probe");
        var file = Path.Combine(Path.GetTempPath(), $"probe-{Guid.NewGuid():N}");

        await platform.Client.InvokeAsync("probe", $$"""{"do":"fail-until","times":2,"file":"{{file}}"}""", type: "Event");
        await platform.IdleAsync();

        Assert.Equal(3, File.ReadAllLines(file).Length);
        File.Delete(file);
        Assert.Equal(0, platform.Platform.GetStatus().EventsDropped);
        Assert.Single((await platform.Client.MessagesAsync("probe")).Where(m => m.StartsWith("START")).Select(m => m.Split(' ')[2]).Distinct());
    }

    [Fact]
    public async Task An_event_is_given_up_after_its_last_retry()
    {
        await using var platform = await TestPlatform.StartAsync(new() { EnforceCpu = false, AsyncRetryDelays = Soon });
        await platform.Client.CreateAsync("probe");

        await platform.Client.InvokeAsync("probe", """{"do":"fail"}""", type: "Event");
        await platform.IdleAsync();

        Assert.Equal(1, platform.Platform.GetStatus().EventsDropped);
        Assert.Equal(3, platform.Platform.GetStatus().Invocations);
        var failed = Assert.Single(platform.Platform.Failures);
        Assert.Equal(("probe", "", 3, """{"do":"fail"}"""), (failed.Function, failed.Qualifier, failed.Attempts, failed.Payload));
        Assert.Contains("errorType", failed.Error);
    }

    [Fact]
    public async Task Events_beyond_the_limit_wait_for_room_and_none_is_lost()
    {
        await using var platform = await TestPlatform.StartAsync(new() { EnforceCpu = false, MaxConcurrency = 2 });
        await platform.Client.CreateAsync("probe");

        for (var i = 0; i < 10; i++)
            Assert.Equal(202, (await platform.Client.InvokeAsync("probe", """{"do":"sleep","ms":20}""", type: "Event")).Status);
        await platform.IdleAsync();

        var status = platform.Platform.GetStatus();
        Assert.Equal((10, 0, 0), (status.Invocations, status.EventsDropped, status.Errors));
        Assert.True(status.Throttles > 0);
    }

    [Fact]
    public async Task A_dry_run_runs_nothing()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe");

        Assert.Equal(204, (await platform.Client.InvokeAsync("probe", type: "DryRun")).Status);
        Assert.Equal(404, (await platform.Client.InvokeAsync("absent", type: "DryRun")).Status);
        Assert.Equal(0, platform.Platform.GetStatus().Invocations);
    }
}
