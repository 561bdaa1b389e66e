using System.Text;
using Fusionize.Local.Logs;

namespace Fusionize.Local.Execution;

/// <summary>An instance's log stream: the platform's lines and the function's output.</summary>
internal sealed class InstanceLog
{
    private readonly LogStore _logs;
    private readonly LogGroup _group;
    private readonly LogStream _stream;

    public InstanceLog(LogStore logs, string group, string version, string instanceId)
    {
        var now = DateTimeOffset.UtcNow;
        _logs = logs;
        _group = logs.GetOrAdd(group);
        _stream = _group.AddStream($"{now:yyyy/MM/dd}/[{version}]{instanceId}", now.ToUnixTimeMilliseconds());
    }

    public string Group => _group.Name;

    public string Stream => _stream.Name;

    /// <summary>Writes a line of the platform.</summary>
    /// <param name="invocation">The request of the line, whose caller may have asked for the end of the log.</param>
    public void Write(Invocation? invocation, string line)
    {
        if (line.Length == 0)
            return;
        var bytes = Encoding.UTF8.GetBytes(line);
        _logs.Append(_group, _stream, bytes);
        invocation?.Tail?.Append(bytes);
    }

    /// <summary>Writes a line of the function.</summary>
    public void WriteOutput(Invocation? invocation, ReadOnlySpan<byte> line)
    {
        _logs.Append(_group, _stream, line);
        if (invocation?.Tail is { } tail)
        {
            tail.Append(line);
            tail.Append("\n"u8);
        }
    }
}
