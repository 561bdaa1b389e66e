using System.CommandLine;
using Fusionize.Cli.Errors;
using Fusionize.Cli.Terminal;
using Fusionize.Deployment;

namespace Fusionize.Cli.Commands;

/// <summary>Lists the releases on the platform, and moves live traffic between them.</summary>
internal static class ReleasesCommand
{
    public static Command Create(Screen screen) =>
        new("releases", "Lists an application's releases on the platform, moves live traffic between them, removes old ones.")
        {
            List(screen),
            Promote(screen),
            RollBack(screen),
            Clean(screen),
        };

    private static Argument<string> App() => new("app") { Description = "The application's name." };

    private static Command List(Screen screen)
    {
        var (app, connection, json) = (App(), new ConnectionOptions(), LoadOptions.Json());
        var command = new Command("list", "Lists releases, those with live traffic first.") { app, json };
        connection.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                using var lambda = connection.Read(parsed).Lambda();
                var releases = await new Releases(lambda).ListAsync(parsed.GetRequiredValue(app), cancellation);
                if (parsed.GetValue(json))
                {
                    screen.WriteJson(releases);
                }
                else if (releases.Count == 0)
                {
                    screen.OutputWriter.WriteLine($"no releases of {parsed.GetRequiredValue(app)}");
                }
                else
                {
                    screen.Out.Write(
                        Grids.Of(
                            ["release", "live on", ">functions", "notation"],
                            releases.Select(r => (string[])[r.Alias, string.Join(", ", r.LiveOn), $"{r.Functions.Count}", r.Notation])
                        )
                    );
                }
                return ExitCode.Ok;
            }
        );
        return command;
    }

    private static Command Promote(Screen screen)
    {
        var (app, connection) = (App(), new ConnectionOptions());
        var release = new Argument<string>("release")
        {
            Description = "A setup's id (its newest release) or a release, as 'releases list' shows it.",
        };
        var command = new Command("promote", "Moves live traffic to a release that is on the platform.") { app, release };
        connection.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                using var lambda = connection.Read(parsed).Lambda();
                using var httpApis = connection.Read(parsed).HttpApis();
                var moved = await new Releases(lambda, httpApis).PromoteAsync(
                    parsed.GetRequiredValue(app),
                    parsed.GetRequiredValue(release),
                    cancellation
                );
                Moved(screen, moved);
                return ExitCode.Ok;
            }
        );
        return command;
    }

    private static Command RollBack(Screen screen)
    {
        var (app, connection) = (App(), new ConnectionOptions());
        var command = new Command(
            "rollback",
            "Moves live traffic back to the previous release. During a move in steps, removes the share of the new release."
        )
        {
            app,
        };
        connection.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                using var lambda = connection.Read(parsed).Lambda();
                using var httpApis = connection.Read(parsed).HttpApis();
                Moved(screen, await new Releases(lambda, httpApis).RollBackAsync(parsed.GetRequiredValue(app), cancellation));
                return ExitCode.Ok;
            }
        );
        return command;
    }

    private static Command Clean(Screen screen)
    {
        var (app, connection) = (App(), new ConnectionOptions());
        var keep = new Option<int>("--keep")
        {
            Description = "How many releases to keep in addition to the live one and the one before it.",
            DefaultValueFactory = _ => 3,
            CustomParser = Parse.Whole(0),
        };
        var functions = new Option<bool>("--delete-functions") { Description = "Also delete functions without any remaining release." };
        var command = new Command("clean", "Removes old releases. Releases that have live traffic, or would have it after a rollback, always stay.")
        {
            app,
            keep,
            functions,
        };
        connection.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                using var lambda = connection.Read(parsed).Lambda();
                var removed = await new CleanUp(lambda).RunAsync(
                    parsed.GetRequiredValue(app),
                    parsed.GetValue(keep),
                    parsed.GetValue(functions),
                    cancellation: cancellation
                );
                screen.OutputWriter.WriteLine(removed.IsEmpty ? "nothing to remove" : "removed " + string.Join(", ", removed));
                return ExitCode.Ok;
            }
        );
        return command;
    }

    private static void Moved(Screen screen, DeployedRelease release) => screen.OutputWriter.WriteLine($"live: {release.Alias} {release.Notation}");
}
