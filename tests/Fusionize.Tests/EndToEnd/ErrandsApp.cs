using System.Diagnostics;

namespace Fusionize.Tests.EndToEnd;

/// <summary>
/// A small application (<see cref="SourceProject"/>) for tests that build it themselves. Each errand runs on for a while after the answer, and writes
/// much.
/// </summary>
public sealed class ErrandsApp : IDisposable
{
    public ErrandsApp() =>
        SourceProject.Write(
            Folder,
            "Errands",
            """
            using Fusionize;

            namespace Errands;

            public sealed record Errand(int Lines = 20_000, string Note = "sent");

            public static class Office
            {
                [FusionTask(Entry = true)]
                public static async Task<string> Ask(Errand errand, CancellationToken ct)
                {
                    await Run(errand, ct).Detach();
                    return errand.Note;
                }

                [FusionTask]
                public static async Task Run(Errand errand, CancellationToken ct)
                {
                    await Task.Delay(1000, ct);
                    for (var i = 0; i < errand.Lines; i++)
                        Console.WriteLine($"step {i} of an errand that leaves a long log behind");
                }
            }
            """
        );

    /// <summary>Runs <c>dotnet</c> in the application's folder; gives its exit code and what it wrote.</summary>
    public async Task<(int ExitCode, string Output)> DotnetAsync(params string[] arguments)
    {
        using var process = new Process
        {
            StartInfo = new("dotnet", [.. arguments, "-nodeReuse:false"])
            {
                WorkingDirectory = Folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        process.Start();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }

    /// <summary>The application's folder.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("fusionize-errands-").FullName;

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    public void Write(string name, string content) => File.WriteAllText(Path.Combine(Folder, name), content);
}
