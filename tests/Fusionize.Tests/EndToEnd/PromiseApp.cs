using Fusionize.Rounds;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.EndToEnd;

/// <summary>
/// A small application with two entries and two tasks behind them, as real zips under any setup.
/// </summary>
internal sealed class PromiseApp : IDisposable
{
    private const string Name = "promise";

    private readonly TemporaryFolder _temporary = new("fusionize-promise-");
    private readonly LoopFolder _loop;

    public PromiseApp()
    {
        var source = Directory.CreateDirectory(Path.Combine(_temporary.Path, "source")).FullName;
        Write(
            "Directory.Build.props",
            $"""
            <Project>
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <FusionizeApp>{Name}</FusionizeApp>
              </PropertyGroup>
              <Import Project="{Repository.Root}/src/Fusionize.Build/build/Fusionize.Build.props" />
            </Project>
            """
        );
        Write(
            "Directory.Build.targets",
            $"""
            <Project>
              <PropertyGroup>
                <FusionizeTasksPath>{Repository.Output("Fusionize.Build", "net10.0")}/</FusionizeTasksPath>
              </PropertyGroup>
              <Import Project="{Repository.Root}/src/Fusionize.Build/build/Fusionize.Build.targets" />
            </Project>
            """
        );
        Write(
            "Promise.csproj",
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <ItemGroup>
                <Reference Include="{Repository.Output("Fusionize", "net10.0")}/Fusionize.dll" />
                <Analyzer Include="{Repository.Output("Fusionize.Generators", "netstandard2.0")}/Fusionize.Generators.dll" />
              </ItemGroup>
            </Project>
            """
        );
        Write(
            "Desk.cs",
            """
            using System.Text.Json;
            using Fusionize;

            namespace Promise;

            public sealed record Order(string Id, int Count, JsonElement? Extra = null);

            public sealed record Slip(string Id, string Mark, JsonElement? Extra);

            public sealed record Wish(string? Text = null, int Version = 1);

            public static class Desk
            {
                [FusionTask(Entry = true)]
                public static async Task<Slip> Front(Order order, CancellationToken ct)
                {
                    var slip = await Secret(order, ct);
                    await Note($"{(order.Id is "later" or "never" ? order.Id : "front")} {slip.Mark}", ct).Detach();
                    return slip;
                }

                [FusionTask(Entry = true)]
                public static async Task<string> Other(Wish wish, CancellationToken ct)
                {
                    await Note($"other {wish}", ct);
                    return wish.Text == "work" ? $"{TaskContext.Current!.CallId} {TaskContext.Current.Attempt}" : wish.Text ?? "nothing";
                }

                [FusionTask]
                public static Task<Slip> Secret(Order order, CancellationToken ct) => order.Count < 0
                    ? throw new InvalidOperationException("the safe's number is 4711")
                    : Task.FromResult(new Slip(order.Id, $"{order.Id.Length}x{order.Count}", order.Extra));

                [FusionTask]
                public static Task Note(string text, CancellationToken ct) // a file of its own: several functions write at once
                    => text.StartsWith("never") || (text.StartsWith("later") && TaskContext.Current!.Attempt < 3)
                        ? throw new InvalidOperationException("not now")
                        : File.WriteAllTextAsync(
                            Path.Combine(Environment.GetEnvironmentVariable("PROMISE_JOURNAL")!, Guid.NewGuid().ToString()), text, ct);
            }
            """
        );
        _loop = LoopFolder.Open(Path.Combine(_temporary.Path, "loop"));
        Builds = new SetupBuilds(AppProject.Locate(source), _loop);

        void Write(string name, string content) => File.WriteAllText(Path.Combine(source, name), content);
    }

    /// <summary>The folder that the task <c>Note</c> writes to, a file for each note.</summary>
    public string Journal => Path.Combine(_temporary.Path, "journal");

    public string PlatformFolder => _loop.Platform;

    public SetupBuilds Builds { get; }

    public void Dispose()
    {
        _loop.Dispose();
        _temporary.Dispose();
    }
}
