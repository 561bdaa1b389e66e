using Fusionize.Aws;
using Fusionize.Deployment;
using Fusionize.Local;
using Fusionize.Setups;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Deployment;

/// <summary>A fault at every call that concerns an application's HTTP API: the next run completes, and the address stays.</summary>
public sealed class HttpApiFaultTests : IAsyncLifetime
{
    private static readonly DeployOptions s_options = new() { Role = "arn:aws:iam::000000000000:role/any", Smoke = Smoke.None };

    private LocalPlatform _platform = null!;

    public async Task InitializeAsync() => _platform = await LocalPlatform.StartAsync(new() { EnforceCpu = false });

    public async Task DisposeAsync() => await _platform.DisposeAsync();

    [Theory]
    [InlineData(Fault.AnswerLost, false)]
    [InlineData(Fault.Killed, true)]
    public async Task The_next_run_completes(Fault fault, bool isThere)
    {
        var connection = new AwsConnection { Endpoint = _platform.Endpoint };
        using var lambda = connection.Lambda();
        using var apis = connection.HttpApis();
        var deployer = new Deployer(lambda, httpApis: apis);
        for (var at = 1; ; at++)
        {
            using var builds = new Builds();
            var first = builds.MakeRouted("one", "(A)-(B)", "A GET /a", "B GET /b");
            var address = isThere ? (await deployer.DeployAsync(first, s_options)).Address : null;
            var build = builds.MakeRouted("two", "(A,B)", "A GET /a/{id}", "A GET /b", "B GET /c");

            var error = await DeployAsync(build, fault, at);

            var second = await deployer.DeployAsync(build, s_options);
            Assert.Equal(address ?? second.Address, second.Address);
            var plan = await deployer.PlanAsync(build, s_options);
            Assert.True(plan.ChangesNothing, $"after {fault} at call {at}: {string.Join("; ", plan.HttpApi!.Changes)}");
            if (error is null)
            {
                Assert.InRange(at, 10, 40);
                return;
            }
            Assert.True(error is FusionizeException { Code: DeployCodes.CallFailed, Place: not null }, $"{fault} at call {at}: {error}");
        }
    }

    /// <summary>Only calls for the API count.</summary>
    private async Task<Exception?> DeployAsync(string build, Fault fault, int at)
    {
        var calls = 0;
        string? faulty = null;
        await using var proxy = await StubServer.StartAsync(
            async (context, request) =>
            {
                var isOfApi = request.Target.StartsWith("/v2/", StringComparison.Ordinal);
                isOfApi |= request.Target.Contains("/policy", StringComparison.Ordinal);
                var call = isOfApi ? Interlocked.Increment(ref calls) : Volatile.Read(ref calls);
                var text = $"{request.Method} {request.Target} {request.Text}";
                if (isOfApi && call == at)
                    faulty = text;
                // .NET's HTTP client repeats a request by itself when a connection breaks; a fault for good must outlast that.
                if (text == faulty || (faulty is not null && fault == Fault.Killed))
                    await fault.DoAsync(context, request, _platform.Endpoint, _ => Task.CompletedTask);
                else
                    await StubServer.ForwardAsync(context, request, _platform.Endpoint);
            }
        );
        var connection = new AwsConnection { Endpoint = proxy.Endpoint, MaxErrorRetry = 0 };
        using var lambda = connection.Lambda();
        using var apis = connection.HttpApis();
        return await Record.ExceptionAsync(() => new Deployer(lambda, httpApis: apis).DeployAsync(build, s_options));
    }
}
