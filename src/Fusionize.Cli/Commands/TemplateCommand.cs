using System.CommandLine;
using System.Globalization;
using Fusionize.Cli.Errors;
using Fusionize.Cli.Terminal;
using Fusionize.Deployment;
using Fusionize.Deployment.Infrastructure;
using Fusionize.Packaging;
using Fusionize.Setups.Files;

namespace Fusionize.Cli.Commands;

/// <summary>Infrastructure as code from a build.</summary>
internal static class TemplateCommand
{
    public static Command Create(Screen screen)
    {
        var build = CommonOptions.Build();
        var format = new Option<string>("--format")
        {
            Description = "cloudformation (also for SAM and CDK) or terraform.",
            DefaultValueFactory = _ => "cloudformation",
        };
        format.AcceptOnlyFromAmong("cloudformation", "terraform");
        var scope = new Option<string>("--scope")
        {
            Description = "access: roles and logs; everything: functions, versions, aliases, the HTTP API and a queue of failed work as well.",
            DefaultValueFactory = _ => "access",
        };
        scope.AcceptOnlyFromAmong("access", "everything");
        var output = new Option<string?>("--out") { Description = "File to write. Default: the output stream." };
        var retention = new Option<int>("--log-days")
        {
            Description = "How long logs are kept, in days. CloudWatch Logs allows certain values, such as 1, 7, 14, 30, 90 or 365.",
            DefaultValueFactory = _ => new InfrastructureOptions().LogRetentionDays,
            CustomParser = Parse.With(Retention),
        };
        var urls = new Option<bool>("--urls")
        {
            Description = "With --scope everything: give entry functions an HTTPS address each, with IAM authentication.",
        };
        var noHttpApi = new Option<bool>("--no-http-api")
        {
            Description = "With --scope everything: leave out the HTTP API in front of the application's routes.",
        };
        var boundary = new Option<string?>("--permissions-boundary") { Description = "ARN of the permissions boundary for all roles." };
        var (claims, key) = (CommonOptions.ClaimBucket(), CommonOptions.ClaimKey());
        var command = new Command(
            "template",
            "Writes a build's infrastructure for CloudFormation or Terraform, with one least-privilege role per group."
        )
        {
            build,
            format,
            scope,
            output,
            retention,
            urls,
            noHttpApi,
            boundary,
            claims,
            key,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(urls) && result.GetResult(scope) is not { Tokens: [{ Value: "everything" }] })
                result.AddError("--urls needs --scope everything: they are the functions' addresses.");
        });
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var manifest = FusionManifest.Read(Path.Combine(parsed.GetRequiredValue(build), FusionManifest.FileName));
                var options = new InfrastructureOptions
                {
                    Scope = parsed.GetValue(scope) == "everything" ? InfrastructureScope.Everything : InfrastructureScope.Access,
                    LogRetentionDays = parsed.GetValue(retention),
                    FunctionUrls = parsed.GetValue(urls),
                    HttpApi = !parsed.GetValue(noHttpApi),
                    PermissionsBoundary = parsed.GetValue(boundary),
                    Claims = CommonOptions.Claims(parsed, claims, key) ?? ClaimBucket.Of(manifest),
                    Failures = manifest.Deployment?.Failures,
                    Deploy = DeployConfiguration.Of(manifest, TemplateSecret.Of),
                };
                var text =
                    parsed.GetValue(format) == "terraform"
                        ? TerraformTemplate.Write(manifest, options)
                        : CloudFormationTemplate.Write(manifest, options);
                if (parsed.GetValue(output) is { } file)
                    WholeFile.WriteIfChanged(file, text);
                else
                    await screen.OutputWriter.WriteAsync(text);
                return ExitCode.Ok;
            }
        );
        return command;
    }

    private static int Retention(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && InfrastructureOptions.RetentionDays.Contains(days)
            ? days
            : throw new FormatException(
                $"CloudWatch Logs keeps logs for {string.Join(", ", InfrastructureOptions.RetentionDays)} days, not '{text}'."
            );
}
