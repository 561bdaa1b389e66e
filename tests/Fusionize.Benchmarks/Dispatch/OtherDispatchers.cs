using System.Reflection;
using System.Text.Json;

namespace Fusionize.Benchmarks.Dispatch;

/// <summary>The two usual ways to get from a name to a method: a table of delegates, and reflection. Both read the same envelope with
/// System.Text.Json's document.</summary>
internal sealed class DictionaryDispatcher
{
    private readonly Dictionary<string, Func<JsonElement, CancellationToken, Task<byte[]>>> _tasks = [];

    public DictionaryDispatcher(IEnumerable<string> tasks)
    {
        foreach (var task in tasks)
        {
            _tasks[task] = async (args, ct) =>
            {
                var verdict = await BenchTasks
                    .CheckSensorDirectly(args.GetProperty("reading").Deserialize(BenchJson.Default.Reading)!, ct)
                    .ConfigureAwait(false);
                return JsonSerializer.SerializeToUtf8Bytes(verdict, BenchJson.Default.Verdict);
            };
        }
    }

    public async Task<byte[]> DispatchAsync(ReadOnlyMemory<byte> payload, CancellationToken ct)
    {
        using var document = JsonDocument.Parse(payload);
        var envelope = document.RootElement;
        return await _tasks[envelope.GetProperty("task").GetString()!](envelope.GetProperty("args"), ct).ConfigureAwait(false);
    }
}

internal sealed class ReflectionDispatcher
{
    private readonly Dictionary<string, MethodInfo> _tasks = [];
    private readonly JsonSerializerOptions _options = new(JsonSerializerDefaults.Web);

    public ReflectionDispatcher(IEnumerable<string> tasks)
    {
        var method = typeof(BenchTasks).GetMethod(nameof(BenchTasks.CheckSensorDirectly))!;
        foreach (var task in tasks)
            _tasks[task] = method;
    }

    public async Task<byte[]> DispatchAsync(ReadOnlyMemory<byte> payload, CancellationToken ct)
    {
        using var document = JsonDocument.Parse(payload);
        var envelope = document.RootElement;
        var method = _tasks[envelope.GetProperty("task").GetString()!];
        var args = envelope.GetProperty("args");
        var parameters = method.GetParameters();
        var values = new object?[parameters.Length];
        for (var i = 0; i < parameters.Length; i++)
        {
            values[i] =
                parameters[i].ParameterType == typeof(CancellationToken)
                    ? ct
                    : args.GetProperty(parameters[i].Name!).Deserialize(parameters[i].ParameterType, _options);
        }
        var task = (Task)method.Invoke(null, values)!;
        await task.ConfigureAwait(false);
        var result = task.GetType().GetProperty("Result")!.GetValue(task);
        return JsonSerializer.SerializeToUtf8Bytes(result, result!.GetType(), _options);
    }
}
