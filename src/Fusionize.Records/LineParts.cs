namespace Fusionize.Records;

/// <summary>
/// A part that trace lines of one function share byte for byte: the beginning, the part about the task, or the beginning of a call. Equal bytes have
/// the same meaning, so a comparison replaces parsing. Each part remembers the part that followed it last time.
/// </summary>
internal abstract class LinePart(ReadOnlySpan<byte> text)
{
    /// <summary>Longer texts are not remembered: hostile input must not fill the memory.</summary>
    public const int MaxLength = 512;

    public byte[] Text { get; } = text.ToArray();
}

/// <summary>From the line's first byte up to the request id.</summary>
internal sealed class LineHead(ReadOnlySpan<byte> text, string app, string setup, string group) : LinePart(text)
{
    public string App { get; } = app;
    public string Setup { get; } = setup;
    public string Group { get; } = group;

    /// <summary>The last line's.</summary>
    public LineTask? Task { get; set; }
}

/// <summary>From the parent's id up to the figures.</summary>
internal sealed class LineTask(ReadOnlySpan<byte> text, string task, bool isRoot, bool isCold, bool hasInit) : LinePart(text)
{
    public string Task { get; } = task;
    public bool IsRoot { get; } = isRoot;
    public bool IsCold { get; } = isCold;

    /// <summary>Whether the duration of INIT follows.</summary>
    public bool HasInit { get; } = hasInit;

    /// <summary>The first of the last line's calls.</summary>
    public LineCall? Call { get; set; }
}

/// <summary>A call up to its figures.</summary>
internal sealed class LineCall(ReadOnlySpan<byte> text, string from, string to, CallKind kind, CallSite where) : LinePart(text)
{
    public string From { get; } = from;
    public string To { get; } = to;
    public CallKind Kind { get; } = kind;
    public CallSite Where { get; } = where;

    /// <summary>The call that followed it in the last line.</summary>
    public LineCall? Next { get; set; }
}
