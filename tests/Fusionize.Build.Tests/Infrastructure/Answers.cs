using Fusionize.Local;
using Fusionize.Packaging;
using Fusionize.Packaging.Fusing;
using Fusionize.Packaging.Metadata;
using Fusionize.Setups.Stores;
using Fusionize.Tests.Local;

namespace Fusionize.Build.Tests.Infrastructure;

/// <summary>Runs a build's zips on the local platform.</summary>
internal static class Answers
{
    /// <summary>Invokes a function of the build; throws unless it answers.</summary>
    public static async Task<string> OfAsync(AppProject app, string group, string payload)
    {
        await using var platform = await LocalPlatform.StartAsync(new() { EnforceCpu = false });
        using var client = new PlatformClient(platform.Endpoint);
        return await OfAsync(client, app, app.Manifest.Groups.Single(g => g.Name == group), payload);
    }

    /// <summary>Asks every function of the build who it is.</summary>
    public static async Task AllPingAsync(AppProject app)
    {
        await using var platform = await LocalPlatform.StartAsync(new() { EnforceCpu = false });
        using var client = new PlatformClient(platform.Endpoint);
        foreach (var group in app.Manifest.Groups)
            Assert.Contains($"\"group\":\"{group.Name}\"", await OfAsync(client, app, group, """{"fusionize":1,"task":"fusionize-ping","args":{}}"""), StringComparison.Ordinal);
    }

    private static async Task<string> OfAsync(PlatformClient client, AppProject app, ManifestGroup group, string payload)
    {
        await client.CreateAsync(group.Function, File.ReadAllBytes(Path.Combine(app.Output, group.Zip)), runtime: group.Runtime, handler: group.Handler);
        var answer = await client.InvokeAsync(group.Function, payload);
        Assert.True(answer is { Status: 200, FunctionError: null }, $"{group.Name}: {answer.Body}");
        return answer.Body;
    }
}
