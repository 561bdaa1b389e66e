namespace Fusionize.Live.Model;

/// <summary>One line of a log.</summary>
/// <param name="Key">Unique within the platform.</param>
/// <param name="Instance">The last characters of the stream's name.</param>
public sealed record LogRow(string Key, DateTimeOffset Time, string Function, string Instance, string Text);

/// <summary>What the log page searches for.</summary>
/// <param name="Function">Null: all functions.</param>
/// <param name="Text">Null: everything.</param>
/// <param name="Request">A request's id: its lines only. Null: all requests.</param>
/// <param name="WithTraces">Whether to show the trace lines of the runtime.</param>
public sealed record LogSearch(string? Function, string? Text, string? Request, bool WithTraces);
