using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

// A function that does what its event says, so that tests can see the platform from inside. It speaks the Runtime API over a bare
// socket: no runtime of ours may hide a fault of the platform, and it starts fast.

switch (Environment.GetEnvironmentVariable("PROBE_INIT"))
{
    case "crash":
        Console.WriteLine("probe crashes in INIT");
        return 3;
    case "hang":
        Thread.Sleep(Timeout.Infinite);
        break;
    case "crash-once":
        var marker = Environment.GetEnvironmentVariable("PROBE_MARKER")!;
        if (!File.Exists(marker))
        {
            File.WriteAllText(marker, "");
            return 4;
        }
        break;
    case "error":
        new RuntimeClient().Post("init/error", """{"errorType":"Probe.Init","errorMessage":"probe can't start"}""", "Probe.Init");
        Thread.Sleep(Timeout.Infinite);
        break;
}

// A test that kills functions finds their processes in this folder.
if (Environment.GetEnvironmentVariable("PROBE_PIDS") is { } pids)
    File.WriteAllText(Path.Combine(pids, Environment.ProcessId.ToString()), "");
var served = 0;
var instance = Guid.NewGuid().ToString("N");
var client = new RuntimeClient();
while (true)
{
    var (headers, body) = client.Next();
    var id = headers["lambda-runtime-aws-request-id"];
    served++;
    var command = JsonNode.Parse(body);
    // A request over HTTP says in a header what to answer it with.
    if (command is JsonObject url && (string?)url["headers"]?["x-probe-answer"] is { } wanted)
    {
        client.Respond(id, Convert.FromBase64String(wanted));
        continue;
    }
    if (command is JsonObject toStream && (string?)toStream["headers"]?["x-probe-stream"] is { } streamed)
    {
        var told = JsonNode.Parse(Convert.FromBase64String(streamed))!;
        client.Stream(id, (string?)told["type"], [.. told["parts"]!.AsArray().Select(p => (string)p!)], (string?)told["error"]);
        continue;
    }
    if (command is JsonObject batch && (string?)batch["Records"]?[0]?["eventSource"] == "aws:sqs")
    {
        client.Respond(id, MessageBatch.Process(batch["Records"]!.AsArray()));
        continue;
    }
    var what = command is JsonObject o ? (string?)o["do"] : null;
    switch (what)
    {
        case "log":
            Console.Write((string)command!["text"]!);
            client.Respond(id, "null");
            break;
        case "exit":
            return (int)command!["code"]!;
        case "hang":
            Thread.Sleep(Timeout.Infinite);
            break;
        case "sleep":
            Thread.Sleep((int)command!["ms"]!);
            client.Respond(id, $"\"{instance}\"");
            break;
        case "burn":
            client.Respond(id, Burn((int)command!["ms"]!).ToString());
            break;
        case "fail":
            client.Post($"invocation/{id}/error", """{"errorType":"Probe.Failed","errorMessage":"as told"}""", "Probe.Failed");
            break;
        case "fail-until":
            // Fails until it finds its file with as many lines as wanted.
            var file = (string)command!["file"]!;
            File.AppendAllText(file, "x\n");
            if (File.ReadAllLines(file).Length <= (int)command["times"]!)
                client.Post($"invocation/{id}/error", """{"errorType":"Probe.Failed","errorMessage":"not yet"}""", "Probe.Failed");
            else
                client.Respond(id, "null");
            break;
        case "big":
            client.Respond(id, $"\"{new string('x', (int)command!["bytes"]!)}\"");
            break;
        case "allocate":
            // Native memory: the managed heap knows the function's memory size and would refuse.
            unsafe
            {
                var bytes = (nuint)(int)command!["mb"]! << 20;
                System.Runtime.InteropServices.NativeMemory.Fill(System.Runtime.InteropServices.NativeMemory.Alloc(bytes), bytes, 1);
            }
            Thread.Sleep(2000);
            client.Respond(id, "null");
            break;
        case "answer-then-exit":
            client.Respond(id, "\"answered\"");
            return 0;
        case "answer-stranger":
            client.Respond("00000000-0000-0000-0000-000000000000", "1");
            client.Respond(id, client.LastStatus.ToString());
            break;
        case "child":
            var child = System.Diagnostics.Process.Start("sleep", "600");
            client.Respond(id, child.Id.ToString());
            break;
        case "headers":
            client.Respond(id, new JsonObject(headers.Select(h => KeyValuePair.Create(h.Key, (JsonNode?)h.Value))).ToJsonString());
            break;
        case "environment":
            var variables = Environment.GetEnvironmentVariables();
            client.Respond(
                id,
                new JsonObject(variables.Keys.Cast<string>().Select(k => KeyValuePair.Create(k, (JsonNode?)(string)variables[k]!))).ToJsonString()
            );
            break;
        case "overwrite":
            client.Respond(id, JsonValue.Create(Overwrite((string)command!["file"]!)).ToJsonString());
            break;
        case "read":
            client.Respond(id, JsonValue.Create(File.ReadAllText((string)command!["file"]!)).ToJsonString());
            break;
        case "stream":
            client.Stream(id, (string?)command!["type"], [.. command["parts"]!.AsArray().Select(p => (string)p!)], (string?)command["error"]);
            break;
        case "loop":
            // Hands work to itself and passes the trace header on, as AWS's SDKs do.
            using (var http = new HttpClient())
            {
                var again = new HttpRequestMessage(
                    HttpMethod.Post,
                    $"{Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL_LAMBDA")}/2015-03-31/functions/{Environment.GetEnvironmentVariable("AWS_LAMBDA_FUNCTION_NAME")}/invocations"
                )
                {
                    Content = new StringContent(body),
                };
                again.Headers.TryAddWithoutValidation("X-Amz-Invocation-Type", "Event");
                again.Headers.TryAddWithoutValidation("X-Amzn-Trace-Id", headers["lambda-runtime-trace-id"]);
                http.Send(again);
            }
            client.Respond(id, "null");
            break;
        case "call":
            var api = Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL_LAMBDA")!;
            using (var http = new HttpClient())
            {
                var request = new HttpRequestMessage(HttpMethod.Post, $"{api}/2015-03-31/functions/{(string)command!["function"]!}/invocations")
                {
                    Content = new StringContent(command["payload"]!.ToJsonString()),
                };
                if ((bool?)command["event"] == true)
                    request.Headers.Add("X-Amz-Invocation-Type", "Event");
                var clock = System.Diagnostics.Stopwatch.StartNew();
                var answer = http.Send(request);
                client.Respond(
                    id,
                    $$"""{"status":{{(int)answer.StatusCode}},"ms":{{clock.Elapsed.TotalMilliseconds.ToString(System.Globalization.CultureInfo.InvariantCulture)}}}"""
                );
            }
            break;
        default:
            client.Respond(id, $$"""{"pid":{{Environment.ProcessId}},"instance":"{{instance}}","served":{{served}},"event":{{body}}}""");
            break;
    }
}

// Tries everything that would change a file of the package; gives what it got.
static string Overwrite(string file)
{
    var path = Path.Combine(Environment.GetEnvironmentVariable("LAMBDA_TASK_ROOT")!, file);
    var errors = new List<string>();
    foreach (
        var attempt in new Action[]
        {
            () => File.WriteAllText(path, "changed"),
            () => new FileInfo(path).IsReadOnly = false,
            () => File.WriteAllText(path, "changed"),
            () => File.Delete(path),
            () => File.WriteAllText(path + ".new", "new"),
        }
    )
    {
        try
        {
            attempt();
            errors.Add("done");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add("refused");
        }
    }
    return string.Join(' ', errors);
}

// Computes until it has used that much CPU time; gives the wall time it took.
static long Burn(int cpuMs)
{
    var clock = System.Diagnostics.Stopwatch.StartNew();
    var start = Environment.CpuUsage.TotalTime;
    var x = 0.0;
    while ((Environment.CpuUsage.TotalTime - start).TotalMilliseconds < cpuMs)
    {
        for (var i = 0; i < 20_000; i++)
            x += Math.Sqrt(i);
    }
    GC.KeepAlive(x);
    return clock.ElapsedMilliseconds;
}

internal sealed class RuntimeClient
{
    private readonly NetworkStream _stream;
    private readonly string _host = Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API")!;

    public RuntimeClient()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        var parts = _host.Split(':');
        socket.Connect(parts[0], int.Parse(parts[1]));
        _stream = new NetworkStream(socket, ownsSocket: true);
    }

    public int LastStatus { get; private set; }

    public (Dictionary<string, string> Headers, string Body) Next() => Send("GET", "invocation/next", "", "");

    public void Respond(string id, string json) => Post($"invocation/{id}/response", json, null);

    public void Respond(string id, byte[] payload) => Send("POST", $"invocation/{id}/response", payload, "");

    /// <summary>Answers bit by bit. A part "!" ends the process in mid-answer.</summary>
    public void Stream(string id, string? type, string[] parts, string? error)
    {
        _stream.Write(
            Encoding.ASCII.GetBytes(
                $"POST /2018-06-01/runtime/invocation/{id}/response HTTP/1.1\r\nHost: {_host}\r\nLambda-Runtime-Function-Response-Mode: streaming\r\n"
                    + (type is null ? "" : $"Content-Type: {type}\r\n")
                    + "Transfer-Encoding: chunked\r\nTrailer: Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body\r\n\r\n"
            )
        );
        foreach (var part in parts)
        {
            if (part == "!")
                Environment.Exit(7);
            var bytes = Encoding.UTF8.GetBytes(part);
            _stream.Write(Encoding.ASCII.GetBytes($"{bytes.Length:x}\r\n"));
            _stream.Write(bytes);
            _stream.Write("\r\n"u8);
        }
        var trailers = error is null
            ? ""
            : $"Lambda-Runtime-Function-Error-Type: {error}\r\nLambda-Runtime-Function-Error-Body: "
                + $"{Convert.ToBase64String(Encoding.UTF8.GetBytes($$"""{"errorType":"{{error}}"}"""))}\r\n";
        _stream.Write(Encoding.ASCII.GetBytes($"0\r\n{trailers}\r\n"));
        Receive();
    }

    public void Post(string path, string json, string? errorType) =>
        Send("POST", path, json, errorType is null ? "" : $"Lambda-Runtime-Function-Error-Type: {errorType}\r\n");

    private (Dictionary<string, string>, string) Send(string method, string path, string body, string headers) =>
        Send(method, path, Encoding.UTF8.GetBytes(body), headers);

    private (Dictionary<string, string>, string) Send(string method, string path, byte[] content, string headers)
    {
        _stream.Write(
            Encoding.ASCII.GetBytes(
                $"{method} /2018-06-01/runtime/{path} HTTP/1.1\r\nHost: {_host}\r\n{headers}Content-Length: {content.Length}\r\n\r\n"
            )
        );
        _stream.Write(content);
        return Receive();
    }

    private (Dictionary<string, string>, string) Receive()
    {
        var line = Line();
        LastStatus = int.Parse(line.Split(' ')[1]);
        var received = new Dictionary<string, string>();
        while ((line = Line()).Length > 0)
        {
            var colon = line.IndexOf(':');
            received[line[..colon].ToLowerInvariant()] = line[(colon + 1)..].Trim();
        }
        var answer = new byte[int.Parse(received.GetValueOrDefault("content-length", "0"))];
        _stream.ReadExactly(answer);
        return (received, Encoding.UTF8.GetString(answer));
    }

    private string Line()
    {
        var bytes = new List<byte>();
        while (true)
        {
            var b = _stream.ReadByte();
            if (b < 0)
                Environment.Exit(0); // the platform is gone
            if (b == '\n')
                return Encoding.ASCII.GetString([.. bytes]).TrimEnd('\r');
            bytes.Add((byte)b);
        }
    }
}
