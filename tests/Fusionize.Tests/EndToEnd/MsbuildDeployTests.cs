using System.IO.Compression;
using Fusionize.Aws;
using Fusionize.Aws.Lambda;
using Fusionize.Deployment;
using Fusionize.Local;

namespace Fusionize.Tests.EndToEnd;

/// <summary>Deployment from MSBuild, of an application that is really built, to the local platform.</summary>
public sealed class MsbuildDeployTests(ErrandsApp app) : IClassFixture<ErrandsApp>
{
    [Fact]
    public async Task A_build_deploys_with_what_the_project_says_of_its_functions()
    {
        await using var platform = await LocalPlatform.StartAsync(new() { EnforceCpu = false });
        using var lambda = new AwsConnection { Endpoint = platform.Endpoint }.Lambda();
        app.Write(
            "deploy.targets",
            """
            <Project>
              <ItemGroup>
                <FusionizeVariable Include="STAGE" Value="test" />
                <FusionizeVariable Include="TABLE" Value="errands" Task="Run" />
                <FusionizeTag Include="team" Value="a" />
                <FusionizeLayer Include="arn:aws:lambda:us-east-1:123456789012:layer:l:1" Condition="'$(WithLayer)' == 'true'" />
                <FusionizeSubnet Include="subnet-1;subnet-2" />
                <FusionizeSecurityGroup Include="sg-1" />
                <FusionizeTaskSettings Include="Run" TimeoutSeconds="120" Role="arn:aws:iam::123456789012:role/runner" />
              </ItemGroup>
            </Project>
            """
        );
        var store = Path.Combine(app.Folder, "store");
        string[] properties =
        [
            "-v:q",
            "-c:Release",
            $"-p:FusionizeEndpoint={platform.Endpoint}",
            "-p:FusionizeTimeoutSeconds=30",
            $"-p:FusionizeStore={store}",
        ];

        // Another deployment of the application is under way.
        await using (await DeploymentLock.TakeAsync(SetupStores.Open(store), "errands", "alice@build-7"))
        {
            var locked = await app.DotnetAsync(["publish", "-t:FusionizeDeploy", .. properties]);
            Assert.True(
                locked is { ExitCode: 1 } && locked.Output.Contains("error FZ1312: 'errands' is being deployed by alice@build-7"),
                locked.Output
            );
        }
        // Layers get to the platform, which has none and says so.
        var layered = await app.DotnetAsync(["publish", "-t:FusionizeDeploy", "-p:WithLayer=true", .. properties]);
        Assert.True(layered is { ExitCode: 1 } && layered.Output.Contains("The local platform has no Layers"), layered.Output);
        var deployed = await app.DotnetAsync(["publish", "-t:FusionizeDeploy", .. properties]);
        Assert.True(deployed.ExitCode == 0, deployed.Output);

        var (ask, run) = (await FunctionAsync("errands-Ask"), await FunctionAsync("errands-Run"));
        Assert.Equal((30, 120), (ask.Timeout, run.Timeout));
        Assert.Equal(("arn:aws:iam::000000000000:role/local", "arn:aws:iam::123456789012:role/runner"), (ask.Role, run.Role));
        Assert.Equal(("test", "test"), (ask.Environment!.Variables!["STAGE"], run.Environment!.Variables!["STAGE"]));
        Assert.False(ask.Environment.Variables.ContainsKey("TABLE"));
        Assert.Equal("errands", run.Environment.Variables["TABLE"]);
        Assert.Equal(["subnet-1", "subnet-2"], run.VpcConfig!.SubnetIds);
        Assert.Equal(["sg-1"], run.VpcConfig.SecurityGroupIds);
        var answer = await lambda.InvokeAsync(
            new()
            {
                FunctionName = "errands-Ask",
                Qualifier = Aliases.Live,
                Payload = """{"lines":1}""",
            }
        );
        Assert.Equal("\"sent\"", System.Text.Encoding.UTF8.GetString(answer.Payload!.ToArray()));

        // A build with FusionizeDeploy does the same: nothing is left to do. And a plan does nothing.
        var again = await app.DotnetAsync(["build", "-p:FusionizeDeploy=true", .. properties[1..]]);
        Assert.True(again.ExitCode == 0 && again.Output.Contains("2 functions in"), again.Output);
        Assert.Equal(run.RevisionId, (await FunctionAsync("errands-Run")).RevisionId);

        // With a bucket for large arguments the code for it comes into the zips, and the function is told; else it stays out.
        Assert.False(HoldsClaimChecks());
        var claiming = await app.DotnetAsync([
            "build",
            "-p:FusionizeDeploy=true",
            "-p:FusionizeDeployPlan=true",
            "-p:FusionizeClaimBucket=big",
            .. properties[1..],
        ]);
        Assert.True(claiming.ExitCode == 0 && claiming.Output.Contains("new code; variables FUSIONIZE_CLAIM_BUCKET"), claiming.Output);
        Assert.True(HoldsClaimChecks());

        app.Write("deploy.targets", """<Project><ItemGroup><FusionizeTaskSettings Include="Rum" TimeoutSeconds="1" /></ItemGroup></Project>""");
        var wrong = await app.DotnetAsync(["build", "-p:FusionizeDeploy=true", "-p:FusionizeDeployPlan=true", .. properties]);
        Assert.True(
            wrong is { ExitCode: 1 }
                && wrong.Output.Contains("error FZ1023: There are settings for 'Rum', which isn't a task of 'errands'; its tasks are Ask, Run."),
            wrong.Output
        );

        bool HoldsClaimChecks()
        {
            using var zip = ZipFile.OpenRead(Path.Combine(app.Folder, "bin/Release/fusion/Ask.zip"));
            using var library = new MemoryStream();
            using (var content = zip.GetEntry("Fusionize.dll")!.Open())
                content.CopyTo(library);
            return library.ToArray().AsSpan().IndexOf("StoreAsync"u8) >= 0;
        }

        async Task<FunctionConfiguration> FunctionAsync(string name) =>
            await lambda.GetFunctionConfigurationAsync(new() { FunctionName = name, Qualifier = null });
    }
}
