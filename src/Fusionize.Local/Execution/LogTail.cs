namespace Fusionize.Local.Execution;

/// <summary>The last 4 KB of an invocation's log, as <c>LogType=Tail</c> wants it.</summary>
internal sealed class LogTail
{
    private const int Limit = 4096;
    private readonly Lock gate = new();
    private readonly List<byte> bytes = [];

    public void Append(ReadOnlySpan<byte> line)
    {
        lock (gate)
        {
            foreach (var b in line.Length > Limit ? line[^Limit..] : line)
                bytes.Add(b);
            if (bytes.Count > Limit)
                bytes.RemoveRange(0, bytes.Count - Limit);
        }
    }

    public string ToBase64()
    {
        lock (gate)
            return Convert.ToBase64String([.. bytes]);
    }
}
