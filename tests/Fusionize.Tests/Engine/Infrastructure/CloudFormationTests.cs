using Amazon.S3.Model;
using Fusionize.Engine.Aws.Lambda;
using Fusionize.Engine.Deployment;
using Fusionize.Engine.Infrastructure;
using Fusionize.Engine.Packaging;
using Fusionize.Tests.Engine.Deployment;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Engine.Infrastructure;

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
            var options = new InfrastructureOptions { Scope = scope, FunctionUrls = true, PermissionsBoundary = "arn:aws:iam::123456789012:policy/boundary", Claims = new("big", "arn:aws:kms:eu-central-1:123456789012:key/k") };
            await File.WriteAllTextAsync(file, CloudFormationTemplate.Write(AccessTests.App("Look,Check", "Store"), options));
            // W3037 knows IAM actions by name; E2531/W2531 list Lambda's runtimes: both may be older than what is written here.
            await Commands.RunAsync("cfn-lint", "--region", "eu-central-1", "--ignore-checks", "W3037", "E2531", "W2531", "E3030", "--", file);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
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
            await s3.PutObjectAsync(new() { BucketName = bucket, Key = $"fusionize/{builds.App}/{group.Sha256}.zip", FilePath = Path.Combine(build, group.Zip) });
        }
        var file = Path.Combine(build, "template.json");
        await File.WriteAllTextAsync(file, CloudFormationTemplate.Write(manifest, new() { Scope = InfrastructureScope.Everything }));
        await AwsCommand.RunAsync(
            moto.Endpoint, "cloudformation", "create-stack", "--stack-name", builds.App, "--template-body", "file://" + file, "--capabilities", "CAPABILITY_IAM",
            "--parameters", "ParameterKey=CodeBucket,ParameterValue=" + bucket);

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
