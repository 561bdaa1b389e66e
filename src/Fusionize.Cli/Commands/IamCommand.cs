using System.CommandLine;
using Fusionize.Aws;
using Fusionize.Cli.Errors;
using Fusionize.Cli.Terminal;
using Fusionize.Deployment.Infrastructure;
using Fusionize.Packaging;
using Fusionize.Setups;
using Fusionize.Setups.Files;

namespace Fusionize.Cli.Commands;

/// <summary>Permissions of tasks and deployers.</summary>
internal static class IamCommand
{
    public static Command Create(Screen screen) =>
        new("iam", "Shows the permissions of tasks under a setup, and those that a deployer needs.") { Diff(screen), Deployer(screen) };

    private static Command Diff(Screen screen)
    {
        var (build, json) = (CommonOptions.Build(), LoadOptions.Json());
        var to = new Argument<string>("setup") { Description = "A setup: a file, or with --store an id." };
        var store = new Option<string?>("--store") { Description = "Store of the setup: a folder or s3://bucket/prefix." };
        var (bucket, key) = (CommonOptions.ClaimBucket(), CommonOptions.ClaimKey());
        var command = new Command(
            "diff",
            "Shows the permissions that a setup adds to those of the build's setup. Ends with exit code 1 if there are any."
        )
        {
            build,
            to,
            store,
            bucket,
            key,
            json,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var manifest = FusionManifest.Read(Path.Combine(parsed.GetRequiredValue(build), FusionManifest.FileName));
                var name = parsed.GetRequiredValue(to);
                var setup = parsed.GetValue(store) is { } location
                    ? await SetupStores.Open(location).GetSetupAsync(name, cancellation)
                    : FusionSetup.Parse(InputFile.ReadAllBytes(name, SetupCodes.Unreadable), name);
                setup.Validate(FunctionAccess.ModelOf(manifest), name);
                var claims = CommonOptions.Claims(parsed, bucket, key);
                var widened = AccessDiff.Between(
                    FunctionAccess.Of(manifest, claims),
                    g => manifest.Groups.Single(x => x.Name == g).Tasks,
                    FunctionAccess.Of(manifest, setup, claims),
                    g => setup.Groups.Single(x => x.Name == g).Tasks
                );
                if (parsed.GetValue(json))
                    screen.WriteJson(widened);
                else if (widened.IsEmpty)
                    screen.OutputWriter.WriteLine("no task gets more permissions");
                else
                    screen.Out.Write(
                        Grids.Of(["task", "may now", "on", "because of"], widened.Select(w => (string[])[w.Task, w.Action, w.Resource, w.Because]))
                    );
                return widened.IsEmpty ? ExitCode.Ok : ExitCode.Failure;
            }
        );
        return command;
    }

    private static Command Deployer(Screen screen)
    {
        var app = new Argument<string>("app") { Description = "The application's name." };
        var store = new Option<string?>("--store")
        {
            Description = "The setup store, s3://bucket/prefix. A folder needs no permission.",
            CustomParser = Parse.With(text =>
                !text.Contains("://", StringComparison.Ordinal) ? null
                : Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri is { Scheme: "s3", Host.Length: > 0 }
                    ? text["s3://".Length..].TrimEnd('/')
                : throw new FormatException($"'{text}' is neither s3://bucket/prefix nor a folder.")
            ),
        };
        var roles = new Option<string>("--roles")
        {
            Description = "ARN pattern of the functions' roles.",
            DefaultValueFactory = _ => "arn:aws:iam::*:role/*",
        };
        var queues = new Option<string?>("--queues")
        {
            Description = "For an application with triggers: ARN pattern of their queues, e.g. 'arn:aws:sqs:*:*:orders*'.",
        };
        var command = new Command("deployer", "Writes the minimal policy for deploying an application and reading its traces.")
        {
            app,
            store,
            roles,
            queues,
        };
        command.SetAction(parsed =>
        {
            screen.OutputWriter.WriteLine(
                DeployerPolicy.Write(
                    parsed.GetRequiredValue(app),
                    parsed.GetValue(store),
                    parsed.GetRequiredValue(roles),
                    parsed.GetValue(queues)
                )
            );
            return ExitCode.Ok;
        });
        return command;
    }
}
