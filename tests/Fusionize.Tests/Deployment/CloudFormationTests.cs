using System.Text.Json.Nodes;
using Amazon.S3.Model;
using Fusionize.Aws.Lambda;
using Fusionize.Deployment;
using Fusionize.Deployment.Infrastructure;
using Fusionize.Packaging;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Deployment;

[Collection(MotoServer.Collection)]
public sealed class CloudFormationTests(MotoServer moto)
{
    [TheoryIfTool("cfn-lint")]
    [InlineData(InfrastructureScope.Access)]
    [InlineData(InfrastructureScope.Everything)]
    public async Task Templates_have_nothing_that_the_linter_minds(InfrastructureScope scope)
    {
        var folder = Directory.CreateTempSubdirectory("fusionize-cfn-");
        try
        {
            var file = Path.Combine(folder.FullName, "template.json");
            var options = new InfrastructureOptions
            {
                Scope = scope,
                FunctionUrls = true,
                PermissionsBoundary = "arn:aws:iam::123456789012:policy/boundary",
                Claims = new("big", "arn:aws:kms:eu-central-1:123456789012:key/k"),
            };
            var app = RouteTemplateTests.Routed(AccessTests.App("Look,Check", "Store"));
            await File.WriteAllTextAsync(file, CloudFormationTemplate.Write(app, options));
            // W3037 knows IAM actions by name; E2531/W2531 list Lambda's runtimes: both may be older than what is written here.
            await Commands.RunAsync("cfn-lint", "--region", "eu-central-1", "--ignore-checks", "W3037", "E2531", "W2531", "E3030", "--", file);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Within a text that CloudFormation completes, what is IAM's to fill in has an exclamation mark; elsewhere it must have none.</summary>
    [Fact]
    public void What_CloudFormation_would_take_for_its_own_is_escaped()
    {
        var app = AccessTests.App("Look,Check", "Store");
        app = app with
        {
            Tasks =
            [
                .. app.Tasks.Select(t =>
                    t.Id == "Look" ? t with { Permissions = [new("s3:GetObject", "arn:${Partition}:s3:::b/${aws:username}/*")] } : t
                ),
            ],
        };
        var template = CloudFormationTemplate.Write(app, new());
        Assert.Contains("\"Fn::Sub\": \"arn:${AWS::Partition}:s3:::b/${!aws:username}/*\"", template);
        Assert.Contains("\"Resource\": \"arn:aws:s3:::b/${aws:username}\"", template);
    }

    /// <summary>As the deployer would give them.</summary>
    [Fact]
    public void Functions_have_the_longest_time_of_their_tasks()
    {
        var options = new InfrastructureOptions
        {
            Scope = InfrastructureScope.Everything,
            Deploy = new() { TimeoutSeconds = 20, Tasks = [new("Check", TimeoutSeconds: 120)] },
        };
        var app = AccessTests.App("Look,Check", "Store");
        var cloudFormation = JsonNode.Parse(CloudFormationTemplate.Write(app, options))!["Resources"]!;
        var terraform = JsonNode.Parse(TerraformTemplate.Write(app, options))!["resource"]!["aws_lambda_function"]!;
        Assert.Equal(
            (120, 20),
            ((int)cloudFormation["LookFunction"]!["Properties"]!["Timeout"]!, (int)cloudFormation["StoreFunction"]!["Properties"]!["Timeout"]!)
        );
        Assert.Equal((120, 20), ((int)terraform["Look"]!["timeout"]!, (int)terraform["Store"]!["timeout"]!));
    }

    [FactIfTool("moto_server", "aws")]
    public async Task A_stack_has_the_functions_that_the_deployer_would_make()
    {
        using var builds = new Builds();
        using var lambda = moto.Lambda();
        using var s3 = moto.S3();
        var build = builds.Make("one", "(A,B)-(C)");
        var manifest = FusionManifest.Read(Path.Combine(build, FusionManifest.FileName));
        var bucket = "code-" + builds.App;
        await s3.PutBucketAsync(new PutBucketRequest { BucketName = bucket });
        foreach (var group in manifest.Groups)
        {
            await s3.PutObjectAsync(
                new()
                {
                    BucketName = bucket,
                    Key = $"fusionize/{builds.App}/{group.Sha256}.zip",
                    FilePath = Path.Combine(build, group.Zip),
                }
            );
        }
        var file = Path.Combine(build, "template.json");
        await File.WriteAllTextAsync(file, CloudFormationTemplate.Write(manifest, new() { Scope = InfrastructureScope.Everything }));
        await AwsCommand.RunAsync(
            moto.Endpoint,
            "cloudformation",
            "create-stack",
            "--stack-name",
            builds.App,
            "--template-body",
            "file://" + file,
            "--capabilities",
            "CAPABILITY_IAM",
            "--parameters",
            "ParameterKey=CodeBucket,ParameterValue=" + bucket
        );

        var deployer = new Deployer(lambda);
        Assert.Equal([$"{builds.App}-A", $"{builds.App}-C"], await deployer.FunctionsOfAsync(builds.App));
        // The emulator makes functions and versions of a stack, no aliases.
        var plan = await deployer.PlanAsync(build, new());
        foreach (var function in plan.Functions)
        {
            Assert.Equal(FunctionChange.Publish, function.Change);
            Assert.Contains(await lambda.VersionsAsync(function.Name).ToListAsync(), v => v.Version == "1");
        }
    }
}
