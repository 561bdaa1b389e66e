namespace Fusionize.Local.Execution;

/// <summary>The last 4 KB of an invocation's log, as <c>LogType=Tail</c> returns it.</summary>
internal sealed class LogTail
{
    private const int Limit = 4096;
    private readonly Lock _gate = new();
    private readonly List<byte> _bytes = [];

    public void Append(ReadOnlySpan<byte> line)
    {
        lock (_gate)
        {
            foreach (var b in line.Length > Limit ? line[^Limit..] : line)
                _bytes.Add(b);
            if (_bytes.Count > Limit)
                _bytes.RemoveRange(0, _bytes.Count - Limit);
        }
    }

    public string ToBase64()
    {
        lock (_gate)
            return Convert.ToBase64String([.. _bytes]);
    }
}
