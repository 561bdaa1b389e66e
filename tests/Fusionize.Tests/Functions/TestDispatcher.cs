using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Fusionize.CompilerServices;

namespace Fusionize.Tests.Functions;

public sealed record Reading(string SensorId, double Value);

public sealed record Verdict(bool Valid);

public sealed record Lenient(string? Id = null, string? Source = null, int Version = 1);

public sealed record Queue(Message[] Records);

public sealed record Message(string MessageId, string Body);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Reading))]
[JsonSerializable(typeof(Verdict))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(Lenient))]
[JsonSerializable(typeof(Queue))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class TestJson : JsonSerializerContext;

/// <summary>With the options that the build gives every context.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = 1000
)]
[JsonSerializable(typeof(Reading))]
internal sealed partial class StrictJson : JsonSerializerContext;

/// <summary>What the generator would write, by hand: each served task is a delegate over the request.</summary>
internal sealed class TestDispatcher : Dispatcher
{
    public delegate Task Serve(TaskRequest request, IBufferWriter<byte> response, CancellationToken cancellation);

    private readonly Dictionary<string, Serve> _tasks = [];

    public override string App => "iot";

    public override string Group => "AnalyzeSensor";

    public override string DefaultTask => "AnalyzeSensor";

    /// <summary>The tasks that are no entries.</summary>
    public HashSet<string> Inner { get; } = [];

    public static void WriteResult<T>(IBufferWriter<byte> response, T value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        Write(response, value, type);

    public Action OnConnect { get; init; } = () => { };

    public Action OnWarmUp { get; init; } = () => { };

    public Serve this[string task]
    {
        set => _tasks[task] = value;
    }

    /// <summary>A task of one parameter "reading".</summary>
    public TestDispatcher With(string task, Func<Reading, CancellationToken, Task<Verdict>> body)
    {
        this[task] = async (request, response, cancellation) =>
        {
            Reading? reading = null;
            var arguments = request.Arguments("reading");
            while (arguments.Next())
            {
                if (arguments.Is("reading"u8))
                    reading = arguments.Read(TestJson.Default.Reading);
            }
            var verdict = await body(reading!, cancellation);
            using var json = new Utf8JsonWriter(response);
            JsonSerializer.Serialize(json, verdict, TestJson.Default.Verdict);
        };
        return this;
    }

    /// <summary>A task without parameters and result.</summary>
    public TestDispatcher With(string task, Func<CancellationToken, Task> body)
    {
        this[task] = (_, _, cancellation) => body(cancellation);
        return this;
    }

    public override void Connect() => OnConnect();

    public override void WarmUp(Rehearsal rehearsal) => OnWarmUp();

    public override Task DispatchAsync(TaskRequest request, IBufferWriter<byte> response, CancellationToken cancellation) =>
        _tasks.TryGetValue(request.Task, out var serve) && (request.IsCall || !Inner.Contains(request.Task))
            ? serve(request, response, cancellation)
            : throw new UnknownTaskException(request.Task);
}
