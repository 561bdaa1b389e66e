using System.Text.Json.Nodes;
using Fusionize.Deployment;
using Fusionize.Deployment.Infrastructure;
using Fusionize.Packaging;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Deployment;

[Collection(MotoServer.Collection)]
public sealed class TerraformTests(MotoServer moto)
{
    /// <summary>The provider can't be downloaded in a test: it must lie on the machine.</summary>
    internal sealed class FactIfProviderAttribute : FactAttribute
    {
        public static string? Folder { get; } =
            ((string?[])[Environment.GetEnvironmentVariable("FUSIONIZE_TERRAFORM_PLUGINS"), "/opt/tf-plugins"]).FirstOrDefault(f =>
                f is not null && Directory.Exists(Path.Combine(f, "registry.terraform.io", "hashicorp", "aws"))
            );

        public FactIfProviderAttribute()
        {
            if (Tool.FirstMissing(["terraform", "moto_server"]) is { } missing)
                Skip = $"'{missing}' is not on the PATH.";
            else if (Folder is null)
                Skip = "FUSIONIZE_TERRAFORM_PLUGINS names no folder with Terraform's AWS provider.";
        }
    }

    [FactIfProvider]
    public async Task Everything_is_valid_and_once_applied_a_release_like_the_deployers()
    {
        using var builds = new Builds();
        using var lambda = moto.Lambda();
        using var httpApis = moto.HttpApis();
        var build = builds.MakeRouted("one", "(A,B)-(C)", "A GET /a/{id}", "B POST /b");
        // The provider checks runtimes against its own list, and the one at hand is older than .NET 10.
        var file = Path.Combine(build, FusionManifest.FileName);
        var manifest = FusionManifest.Read(file);
        manifest = manifest with { Groups = [.. manifest.Groups.Select(g => g with { Runtime = "dotnet8" })] };
        await File.WriteAllTextAsync(file, manifest.ToJson());
        await File.WriteAllTextAsync(
            Path.Combine(build, "main.tf.json"),
            TerraformTemplate.Write(manifest, new() { Scope = InfrastructureScope.Everything })
        );
        await File.WriteAllTextAsync(Path.Combine(build, "provider.tf.json"), Provider());
        await Terraform("init", "-backend=false", "-plugin-dir=" + FactIfProviderAttribute.Folder);
        await Terraform("validate");
        await Terraform("apply", "-auto-approve");

        var plan = await new Deployer(lambda, httpApis: httpApis).PlanAsync(build, new());
        Assert.Empty(plan.HttpApi!.Changes);
        Assert.NotNull(plan.HttpApi.Address);
        Assert.All(plan.Functions, f => Assert.Equal(FunctionChange.None, f.Change));
        Assert.Equal(plan.Functions[0].ReleaseVersion, plan.Functions[0].LiveVersion);

        Task Terraform(params string[] arguments) =>
            Commands.RunInAsync(
                build,
                "terraform",
                ["-chdir=" + build, arguments[0], "-no-color", .. arguments[0] == "validate" ? [] : (string[])["-input=false"], .. arguments[1..]]
            );
    }

    [Fact]
    public void What_terraform_would_take_for_its_own_is_escaped()
    {
        var template = JsonNode.Parse(TerraformTemplate.Write(AccessTests.App("Look,Check", "Store"), new()))!;
        var policy = (string)template["resource"]!["aws_iam_role_policy"]!["Store"]!["policy"]!;
        Assert.Contains("arn:aws:s3:::b/$${aws:username}", policy);
        Assert.Contains(
            "arn:${data.aws_partition.current.partition}:dynamodb:${data.aws_region.current.id}:${data.aws_caller_identity.current.account_id}:table/events",
            policy
        );
    }

    private string Provider() =>
        new JsonObject
        {
            ["provider"] = new JsonObject
            {
                ["aws"] = new JsonObject
                {
                    ["region"] = "us-east-1",
                    ["access_key"] = "test",
                    ["secret_key"] = "test",
                    ["skip_credentials_validation"] = true,
                    ["skip_metadata_api_check"] = true,
                    ["skip_requesting_account_id"] = false,
                    ["endpoints"] = new JsonArray(
                        new JsonObject(
                            ((string[])["lambda", "iam", "sqs", "sts", "cloudwatchlogs", "apigatewayv2"]).Select(s =>
                                KeyValuePair.Create(s, (JsonNode?)moto.Endpoint.ToString().TrimEnd('/'))
                            )
                        )
                    ),
                },
            },
        }.ToJsonString();
}
