using Fusionize.Local;

namespace Fusionize.Tests.Local;

/// <summary>A platform and a client for one test.</summary>
internal sealed class TestPlatform : IAsyncDisposable
{
    private TestPlatform(LocalPlatform platform)
    {
        Platform = platform;
        Client = new(platform.Endpoint);
    }

    public LocalPlatform Platform { get; }

    public PlatformClient Client { get; }

    public static async Task<TestPlatform> StartAsync(LocalPlatformOptions? options = null) =>
        new(await LocalPlatform.StartAsync(options ?? new LocalPlatformOptions { EnforceCpu = false }));

    /// <summary>Until nothing runs and everything is in the log.</summary>
    public async Task IdleAsync()
    {
        for (var i = 0; !Platform.GetStatus().Idle; i++)
        {
            Assert.True(i < 3000, "the platform does not come to rest: " + Platform.GetStatus());
            await Task.Delay(10);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Platform.DisposeAsync();
    }
}
