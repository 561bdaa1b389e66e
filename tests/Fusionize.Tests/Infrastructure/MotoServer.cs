using System.Diagnostics;
using System.Text.RegularExpressions;
using Amazon.Runtime;
using Amazon.S3;
using Fusionize.Aws.ApiGatewayV2;
using Fusionize.Aws.CloudWatchLogs;
using Fusionize.Aws.Lambda;

namespace Fusionize.Tests.Infrastructure;

/// <summary>An independent AWS emulator, started once for the tests that share it. Does nothing where moto_server is not on the PATH (those tests are
/// skipped).</summary>
public sealed partial class MotoServer : IAsyncLifetime
{
    /// <summary>The test collection that shares one server.</summary>
    public const string Collection = "moto";

    /// <summary>A role that Lambda may assume.</summary>
    public const string Role = "arn:aws:iam::123456789012:role/fusionize-test";

    private Process? _process;

    public Uri Endpoint { get; private set; } = new("http://127.0.0.1:1");

    private static AWSCredentials Credentials => new BasicAWSCredentials("test", "test");

    public AmazonLambdaClient Lambda() =>
        new(Credentials, new AmazonLambdaConfig { ServiceURL = Endpoint.ToString(), AuthenticationRegion = "us-east-1" });

    public AmazonApiGatewayV2Client HttpApis() =>
        new(Credentials, new AmazonApiGatewayV2Config { ServiceURL = Endpoint.ToString(), AuthenticationRegion = "us-east-1" });

    public AmazonCloudWatchLogsClient Logs() =>
        new(Credentials, new AmazonCloudWatchLogsConfig { ServiceURL = Endpoint.ToString(), AuthenticationRegion = "us-east-1" });

    public AmazonS3Client S3() =>
        new(
            Credentials,
            new AmazonS3Config
            {
                ServiceURL = Endpoint.ToString(),
                AuthenticationRegion = "us-east-1",
                ForcePathStyle = true,
            }
        );

    public async Task InitializeAsync()
    {
        if (Tool.Find("moto_server") is not { } path)
            return;
        _process = new Process
        {
            StartInfo = new(path, ["-H", "127.0.0.1", "-p", "0"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["PYTHONUNBUFFERED"] = "1" },
            },
        };
        var started = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        DataReceivedEventHandler read = (_, e) =>
        {
            if (e.Data is not null && RunningOn().Match(e.Data) is { Success: true } m)
                started.TrySetResult(new(m.Groups[1].Value));
        };
        _process.OutputDataReceived += read;
        _process.ErrorDataReceived += read;
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Endpoint = await started.Task.WaitAsync(TimeSpan.FromMinutes(1));
        await CreateRoleAsync();
    }

    // The emulator checks that a function's role exists and may be assumed; which service a request is for it reads from the signature's scope.
    private async Task CreateRoleAsync()
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, Endpoint)
        {
            Content = new FormUrlEncodedContent(
                new Dictionary<string, string>
                {
                    ["Action"] = "CreateRole",
                    ["Version"] = "2010-05-08",
                    ["RoleName"] = Role[(Role.IndexOf('/', StringComparison.Ordinal) + 1)..],
                    ["AssumeRolePolicyDocument"] =
                        """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}""",
                }
            ),
        };
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            "AWS4-HMAC-SHA256 Credential=test/20200101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0"
        );
        (await http.SendAsync(request)).EnsureSuccessStatusCode();
    }

    public Task DisposeAsync()
    {
        _process?.Kill(entireProcessTree: true);
        _process?.Dispose();
        return Task.CompletedTask;
    }

    [GeneratedRegex(@"Running on (http://127\.0\.0\.1:\d+)")]
    private static partial Regex RunningOn();
}

[CollectionDefinition(MotoServer.Collection)]
public sealed class MotoCollection : ICollectionFixture<MotoServer>;
