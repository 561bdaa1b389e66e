using System.Text;
using Fusionize.Aws;
using Fusionize.Aws.CloudWatchLogs;
using Fusionize.Aws.Lambda;
using Fusionize.Local;
using Fusionize.Tests.Deployment;
using Fusionize.Tests.Infrastructure;
using ResourceNotFoundException = Fusionize.Aws.Lambda.ResourceNotFoundException;

namespace Fusionize.Tests.Aws;

/// <summary>The contract against our own platform, and what only a platform that runs functions can show.</summary>
public sealed class LambdaLocalTests : LambdaContract, IAsyncLifetime
{
    private LocalPlatform _platform = null!;

    public async Task InitializeAsync() => _platform = await LocalPlatform.StartAsync(new() { EnforceCpu = false });

    public async Task DisposeAsync() => await _platform.DisposeAsync();

    [Fact]
    public override Task A_function_is_created_changed_published_and_deleted() => base.A_function_is_created_changed_published_and_deleted();

    [Fact]
    public override Task An_alias_is_created_moved_weighted_listed_and_deleted() => base.An_alias_is_created_moved_weighted_listed_and_deleted();

    [Fact]
    public override Task What_exists_already_is_a_conflict() => base.What_exists_already_is_a_conflict();

    [Fact]
    public async Task A_function_runs_and_its_log_is_read()
    {
        using var lambda = Lambda();
        await lambda.CreateFunctionAsync(
            new()
            {
                FunctionName = "relay",
                Runtime = Runtime.Dotnet10,
                Role = MotoServer.Role,
                Handler = RelayFunction.Handler,
                MemorySize = 512,
                Timeout = 30,
                Code = new() { ZipFile = new(RelayFunction.Zip("R")) },
                Environment = new()
                {
                    Variables = new() { ["FUSIONIZE_SETUP"] = "s", ["FUSIONIZE_QUALIFIER"] = "q" },
                },
            }
        );
        var from = DateTimeOffset.UtcNow.AddSeconds(-1);
        var answer = await lambda.InvokeAsync(
            new()
            {
                FunctionName = "relay",
                Payload = "{}",
                LogType = LogType.Tail,
            }
        );
        Assert.Equal(
            (200, null, "$LATEST", """["R s q"]"""),
            (answer.StatusCode, answer.FunctionError, answer.ExecutedVersion, Encoding.UTF8.GetString(answer.Payload!.ToArray()))
        );
        Assert.Contains("REPORT RequestId:", Encoding.UTF8.GetString(Convert.FromBase64String(answer.LogResult!)));
        Assert.Equal(
            202,
            (
                await lambda.InvokeAsync(
                    new()
                    {
                        FunctionName = "relay",
                        Payload = "{}",
                        InvocationType = InvocationType.Event,
                    }
                )
            ).StatusCode
        );
        Assert.Equal(204, (await lambda.InvokeAsync(new() { FunctionName = "relay", InvocationType = InvocationType.DryRun })).StatusCode);

        var failed = await lambda.InvokeAsync(new() { FunctionName = "relay", Payload = """{"fusionize":1,"task":"X"}""" });
        Assert.Equal("Unhandled", failed.FunctionError);
        await Assert.ThrowsAsync<InvalidRequestContentException>(() => lambda.InvokeAsync(new() { FunctionName = "relay", Payload = "no json" }));
        var large = await Assert.ThrowsAsync<AmazonLambdaException>(() =>
            lambda.InvokeAsync(new() { FunctionName = "relay", PayloadStream = new MemoryStream(new byte[7 << 20]) })
        );
        Assert.Equal(System.Net.HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => lambda.InvokeAsync(new() { FunctionName = "relay", Qualifier = "nobody" }));

        while (!_platform.GetStatus().Idle)
            await Task.Delay(10);
        using var logs = new AwsConnection { Endpoint = _platform.Endpoint }.Logs();
        var source = new CloudWatchLogSource(logs) { PageSize = 3 };
        var lines = await source.ReadAsync(new(["/aws/lambda/relay", "/aws/lambda/none"], from), default).ToListAsync();
        Assert.Equal(3, lines.Count(l => l.Message.StartsWith("REPORT", StringComparison.Ordinal)));
        var whole = await new CloudWatchLogSource(logs).ReadAsync(new(["/aws/lambda/relay"], from), default).ToListAsync();
        Assert.Equal(whole, lines);
        Assert.NotEmpty(
            (
                await logs.DescribeLogStreamsAsync(
                    new()
                    {
                        LogGroupName = "/aws/lambda/relay",
                        OrderBy = OrderBy.LastEventTime,
                        Descending = true,
                    }
                )
            ).LogStreams!
        );
        Assert.Equal(
            ["/aws/lambda/relay"],
            (await logs.DescribeLogGroupsAsync(new() { LogGroupNamePrefix = "/aws/lambda/" })).LogGroups!.Select(g => g.LogGroupName)
        );
    }

    [Fact]
    public async Task A_change_that_builds_on_an_outdated_revision_is_refused()
    {
        using var lambda = Lambda();
        var created = await lambda.CreateFunctionAsync(
            new()
            {
                FunctionName = "f",
                Runtime = Runtime.Dotnet10,
                Role = MotoServer.Role,
                Handler = "h",
                Code = new() { ZipFile = new(Zip("a")) },
            }
        );
        await lambda.UpdateFunctionConfigurationAsync(
            new()
            {
                FunctionName = "f",
                MemorySize = 256,
                RevisionId = created.RevisionId,
            }
        );
        await Assert.ThrowsAsync<PreconditionFailedException>(() =>
            lambda.UpdateFunctionConfigurationAsync(
                new()
                {
                    FunctionName = "f",
                    MemorySize = 512,
                    RevisionId = created.RevisionId,
                }
            )
        );
        await Assert.ThrowsAsync<PreconditionFailedException>(() =>
            lambda.UpdateFunctionCodeAsync(
                new()
                {
                    FunctionName = "f",
                    ZipFile = new(Zip("b")),
                    RevisionId = created.RevisionId,
                }
            )
        );
        await Assert.ThrowsAsync<PreconditionFailedException>(() =>
            lambda.PublishVersionAsync(new() { FunctionName = "f", RevisionId = created.RevisionId })
        );
        await lambda.PublishVersionAsync(new() { FunctionName = "f" });
        var alias = await lambda.CreateAliasAsync(
            new()
            {
                FunctionName = "f",
                Name = "live",
                FunctionVersion = "1",
            }
        );
        await lambda.UpdateAliasAsync(
            new()
            {
                FunctionName = "f",
                Name = "live",
                Description = "d",
                RevisionId = alias.RevisionId,
            }
        );
        await Assert.ThrowsAsync<PreconditionFailedException>(() =>
            lambda.UpdateAliasAsync(
                new()
                {
                    FunctionName = "f",
                    Name = "live",
                    Description = "e",
                    RevisionId = alias.RevisionId,
                }
            )
        );
    }

    protected override AmazonLambdaClient Lambda() => new AwsConnection { Endpoint = _platform.Endpoint }.Lambda();
}
