using System.Text.Json;
using Fusionize.CompilerServices;
using Fusionize.Events;
using Fusionize.Json;
using Fusionize.Tracing;

namespace Fusionize.Hosting;

/// <summary>Writes the trace lines. Each line is a single write, so that lines of parallel requests don't mix.</summary>
internal sealed class TraceOutput(Dispatcher dispatcher, FunctionEnvironment environment, TraceSink sink)
{
    private readonly Lock _lock = new();
    private readonly ByteBuffer _line = new(4096);
    private Utf8JsonWriter? _json;
    private bool _isWarm;

    /// <summary>The duration of INIT in milliseconds.</summary>
    public double InitMs;

    public void Write(InvocationRunner runner, string requestId)
    {
        lock (_lock)
        {
            var cold = !_isWarm;
            _isWarm = true;
            var error = runner.Error;
            if (runner.Calls is not { } calls)
            {
                if (error is not null)
                    WriteFailure(requestId, ErrorAnswer.TypeOf(error));
                return;
            }

            var head = new TraceHead
            {
                App = dispatcher.App,
                Setup = environment.Setup,
                Group = dispatcher.Group,
                RequestId = requestId,
                Task = runner.Task,
                Context = runner.Context,
                IsRoot = runner.IsRoot,
                IsCold = cold,
                InitMs = cold ? InitMs : 0,
                StartMs = runner.StartMs,
                Ms = runner.Ms,
                CpuMs = runner.CpuMs,
                MemoryMB = environment.MemoryMB,
                ErrorType = error is null ? null : ErrorAnswer.TypeOf(error),
                ErrorMessage = error?.Message,
                IsOneOfSeveral = environment.Concurrency > 1,
            };
            if (EventRouting.IsOn)
                (head.Messages, head.FailedMessages) = (runner.Messages, runner.FailedMessages);
            TraceLine.Write(Begin(), head, calls);
            sink.End(_line);
        }
    }

    /// <summary>
    /// Reports the failure of a request that isn't traced, for the watch over a new release. The platform's own log lines aren't enough: they count
    /// every response as a success, even a response with status 500 or an error.
    /// </summary>
    private void WriteFailure(string requestId, string errorType)
    {
        var json = Begin();
        json.WriteStartObject();
        json.WriteNumber("fusionizeFailure"u8, 1);
        json.WriteString("requestId"u8, requestId);
        json.WriteString("type"u8, errorType);
        json.WriteEndObject();
        json.Flush();
        sink.End(_line);
    }

    private Utf8JsonWriter Begin()
    {
        _line.Clear();
        sink.Begin(_line);
        if (_json is null)
            _json = new Utf8JsonWriter(_line);
        else
            _json.Reset(_line);
        return _json;
    }
}
