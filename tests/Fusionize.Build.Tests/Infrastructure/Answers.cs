using Fusionize.Local;
using Fusionize.Packaging;
using Fusionize.Tests.Local;

namespace Fusionize.Build.Tests.Infrastructure;

/// <summary>Runs a build's zips on the local platform.</summary>
internal static class Answers
{
    /// <summary>The alias that a release of the build has.</summary>
    private const string Release = "release";

    /// <summary>Calls a group's root as another function of the build does; throws unless it answers.</summary>
    /// <param name="app">The build.</param>
    /// <param name="group">The group.</param>
    /// <param name="arguments">An object with a member per parameter.</param>
    public static async Task<string> OfAsync(AppProject app, string group, string arguments)
    {
        await using var platform = await LocalPlatform.StartAsync(new() { EnforceCpu = false });
        using var client = new PlatformClient(platform.Endpoint);
        return await OfAsync(
            client,
            app,
            app.Manifest.Groups.Single(g => g.Name == group),
            $$"""{"fusionize":1,"task":"{{group}}","args":{{arguments}}}"""
        );
    }

    /// <summary>Asks every function of the build who it is.</summary>
    public static async Task AllPingAsync(AppProject app)
    {
        await using var platform = await LocalPlatform.StartAsync(new() { EnforceCpu = false });
        using var client = new PlatformClient(platform.Endpoint);
        foreach (var group in app.Manifest.Groups)
            Assert.Contains(
                $"\"group\":\"{group.Name}\"",
                await OfAsync(client, app, group, """{"fusionize":1,"task":"fusionize-ping","args":{}}"""),
                StringComparison.Ordinal
            );
    }

    private static async Task<string> OfAsync(PlatformClient client, AppProject app, ManifestGroup group, string payload)
    {
        await client.CreateAsync(
            group.Function,
            File.ReadAllBytes(Path.Combine(app.Output, group.Zip)),
            runtime: group.Runtime,
            handler: group.Handler,
            publish: true,
            environment: ("FUSIONIZE_QUALIFIER", Release)
        );
        await client.SendAsync(
            HttpMethod.Post,
            $"/2015-03-31/functions/{group.Function}/aliases",
            $$"""{"Name":"{{Release}}","FunctionVersion":"1"}"""
        );
        var answer = await client.InvokeAsync(group.Function, payload, query: "?Qualifier=" + Release);
        Assert.True(answer is { Status: 200, FunctionError: null }, $"{group.Name}: {answer.Body}");
        return answer.Body;
    }
}
