using System.CommandLine;
using Fusionize.Cli.Errors;
using Fusionize.Cli.Terminal;
using Fusionize.Deployment;

namespace Fusionize.Cli.Commands;

internal static class ColdCommand
{
    public static Command Create(Screen screen)
    {
        var app = new Argument<string>("app") { Description = "The application's name." };
        var (connection, json) = (new ConnectionOptions(), LoadOptions.Json());
        var command = new Command("cold", "Makes every function of an application start cold, for measuring: publishes the live release again.")
        {
            app,
            json,
        };
        connection.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                using var lambda = connection.Read(parsed).Lambda();
                var live = await new ColdStarter(lambda).RunAsync(parsed.GetRequiredValue(app), cancellation: cancellation);
                if (parsed.GetValue(json))
                    screen.WriteJson(new { live });
                else
                    screen.OutputWriter.WriteLine("live: " + live);
                return ExitCode.Ok;
            }
        );
        return command;
    }
}
