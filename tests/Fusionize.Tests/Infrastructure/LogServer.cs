using Fusionize.Aws;
using Fusionize.Aws.CloudWatchLogs;
using Fusionize.Local.CloudWatch;
using Fusionize.Local.Logs;
using Fusionize.Records;
using LogStream = Fusionize.Local.Logs.LogStream;

namespace Fusionize.Tests.Infrastructure;

/// <summary>The local platform's log service alone, with lines that a test writes: no function runs.</summary>
internal sealed class LogServer : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new("fusionize-logs-");
    private readonly LogStore _store;
    private readonly Dictionary<(string, string), LogStream> _streams = [];
    private StubServer _server = null!;

    private LogServer() => _store = new(_folder.Path, long.MaxValue);

    public Uri Endpoint => _server.Endpoint;

    public StubServer Server => _server;

    public AmazonCloudWatchLogsClient Client() => new AwsConnection { Endpoint = Endpoint }.Logs();

    public static async Task<LogServer> StartAsync(string region = "us-east-1")
    {
        var logs = new LogServer();
        var api = new LogsApi(logs._store, region);
        logs._server = await StubServer.StartAsync(
            async (context, request) =>
            {
                context.Request.Body = new MemoryStream(request.Body);
                await api.HandleAsync(context, request.Headers["X-Amz-Target"]);
            }
        );
        return logs;
    }

    /// <summary>Adds lines with the times that they have; a group's must come in order.</summary>
    public void Add(IEnumerable<LogEvent> lines)
    {
        foreach (var line in lines)
        {
            var group = _store.GetOrAdd(line.LogGroup);
            if (!_streams.TryGetValue((line.LogGroup, line.Stream), out var stream))
                _streams.Add((line.LogGroup, line.Stream), stream = group.AddStream(line.Stream, line.Timestamp.ToUnixTimeMilliseconds()));
            group.Append(stream, line.Timestamp.ToUnixTimeMilliseconds(), System.Text.Encoding.UTF8.GetBytes(line.Message + "\n"));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }
}
