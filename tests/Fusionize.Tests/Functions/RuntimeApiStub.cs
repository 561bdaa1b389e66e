using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Fusionize.CompilerServices;
using Fusionize.Hosting;
using Fusionize.Tracing;

namespace Fusionize.Tests.Functions;

internal sealed record Answered(bool IsError, string Body, string? ErrorType)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;
}

/// <summary>The platform's side of the Runtime API over real HTTP, and a function that runs against it in this process.</summary>
internal sealed class RuntimeApiStub : IDisposable
{
    /// <summary>The alias by which the functions of the release call each other.</summary>
    public const string Release = "setup-0123456789abcdef-01234567";

    public const string PlatformTrace = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0;Lineage=1:a87bd80c:1";

    private readonly Channel<(string Id, string Payload, long Deadline, string? Alias)> _requests = Channel.CreateUnbounded<(
        string,
        string,
        long,
        string?
    )>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<Answered>> _answers = new();
    private readonly HttpServerStub _server;
    private readonly CancellationTokenSource _stop = new();
    private readonly LineStream _output = new();
    private int _ids;

    public RuntimeApiStub() => _server = new HttpServerStub(AnswerAsync);

    public string HostAndPort => _server.HostAndPort;

    public Answered? InitError { get; private set; }

    /// <summary>Header fields of the last request that the function made.</summary>
    public IReadOnlyDictionary<string, string> LastHeaders { get; private set; } = new Dictionary<string, string>();

    /// <summary>The status that an answer of the function is met with, by its body.</summary>
    public Func<string, int> StatusOf { get; set; } = _ => 202;

    public TaskCompletionSource FirstPoll { get; } = new();

    /// <summary>Runs the function on a thread of its own; the task is its exit code.</summary>
    public Task<int> Start(Dispatcher dispatcher, int concurrency = 1, double sampling = 1) =>
        Task.Factory.StartNew(
            () =>
                FunctionHost.Run(
                    dispatcher,
                    new FunctionEnvironment
                    {
                        RuntimeApi = HostAndPort,
                        Setup = "0123456789abcdef",
                        Release = Encoding.ASCII.GetBytes(":" + Release),
                        MemoryMB = 128,
                        Concurrency = concurrency,
                        Sampling = new Sampling(sampling),
                    },
                    TraceSink.Plain(_output)
                ),
            TaskCreationOptions.LongRunning
        );

    /// <param name="payload">The request.</param>
    /// <param name="timeout">How long it may take.</param>
    /// <param name="alias">The alias by which the function is invoked; null: without one.</param>
    public Task<Answered> InvokeAsync(string payload, TimeSpan? timeout = null, string? alias = Release)
    {
        var id = $"request-{Interlocked.Increment(ref _ids)}";
        var answer = _answers[id] = new TaskCompletionSource<Answered>(TaskCreationOptions.RunContinuationsAsynchronously);
        _requests.Writer.TryWrite((id, payload, DateTimeOffset.UtcNow.Add(timeout ?? TimeSpan.FromMinutes(5)).ToUnixTimeMilliseconds(), alias));
        return answer.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    /// <summary>The next trace line as it was written.</summary>
    public async Task<string> LineAsync() => await _output.Lines.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60));

    /// <summary>The next trace line, with the members that mostly have one value and aren't written with it.</summary>
    public async Task<JsonElement> TraceAsync()
    {
        var line = JsonNode.Parse(await LineAsync())!.AsObject();
        line.TryAdd("parent", null);
        line.TryAdd("root", false);
        line.TryAdd("cold", false);
        line.TryAdd("initMs", 0);
        foreach (var call in line["calls"]!.AsArray())
        {
            call!.AsObject().TryAdd("kind", "sync");
            call.AsObject().TryAdd("where", "local");
            call.AsObject().TryAdd("in", 0);
            call.AsObject().TryAdd("out", 0);
        }
        return JsonSerializer.SerializeToElement(line);
    }

    public int WritesToStandardOutput => _output.Writes;

    public void Dispose()
    {
        _stop.Cancel();
        _server.Dispose();
    }

    private async Task<StubResponse> AnswerAsync(StubRequest request)
    {
        LastHeaders = request.Headers;
        const string Base = "/2018-06-01/runtime/";
        Assert.StartsWith(Base, request.Path);
        var path = request.Path[Base.Length..].Split('/');
        switch (path)
        {
            case ["invocation", "next"]:
                FirstPoll.TrySetResult();
                try
                {
                    var (id, payload, deadline, alias) = await _requests.Reader.ReadAsync(_stop.Token);
                    return new StubResponse(
                        200,
                        payload,
                        new Dictionary<string, string>
                        {
                            ["Lambda-Runtime-Aws-Request-Id"] = id,
                            ["Lambda-Runtime-Deadline-Ms"] = deadline.ToString(),
                            ["Lambda-Runtime-Invoked-Function-Arn"] =
                                "arn:aws:lambda:us-east-1:000000000000:function:iot-AnalyzeSensor" + (alias is null ? "" : ":" + alias),
                            ["Lambda-Runtime-Trace-Id"] = PlatformTrace,
                        }
                    );
                }
                catch (OperationCanceledException)
                {
                    return StubResponse.Hangup;
                }
            case ["init", "error"]:
                InitError = new Answered(true, request.Text, request.Headers["Lambda-Runtime-Function-Error-Type"]);
                return new StubResponse(202);
            case ["invocation", var id, var kind and ("response" or "error")]:
                _answers[id]
                    .SetResult(new Answered(kind == "error", request.Text, request.Headers.GetValueOrDefault("Lambda-Runtime-Function-Error-Type")));
                return new StubResponse(StatusOf(request.Text));
            default:
                return new StubResponse(404);
        }
    }

    /// <summary>Standard output: splits what is written into lines.</summary>
    private sealed class LineStream : MemoryStream
    {
        private readonly StringBuilder _rest = new();

        public Channel<string> Lines { get; } = Channel.CreateUnbounded<string>();

        public int Writes { get; private set; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Writes++;
            _rest.Append(Encoding.UTF8.GetString(buffer));
            for (int end; (end = _rest.ToString().IndexOf('\n')) >= 0; _rest.Remove(0, end + 1))
            {
                // The line begins with the end of one that a task may not have ended.
                if (end > 0)
                    Lines.Writer.TryWrite(_rest.ToString(0, end));
            }
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
    }
}
