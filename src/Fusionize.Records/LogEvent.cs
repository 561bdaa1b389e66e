using System.Collections.Immutable;

namespace Fusionize.Records;

/// <summary>One line of a function's log.</summary>
/// <param name="LogGroup">The function's log group, <c>/aws/lambda/NAME</c>.</param>
/// <param name="Stream">The instance's stream.</param>
/// <param name="EventId">The log service's own id of the line, if it has one.</param>
public sealed record LogEvent(string LogGroup, string Stream, DateTimeOffset Timestamp, string Message, string? EventId = null);

/// <summary>Which lines to read; <paramref name="To"/> null: up to now.</summary>
public sealed record LogQuery(ImmutableArray<string> LogGroups, DateTimeOffset From, DateTimeOffset? To = null);

/// <summary>A source of log lines. Lines may come in any order, more than once, late and truncated.</summary>
public interface ILogSource
{
    IAsyncEnumerable<LogEvent> ReadAsync(LogQuery query, CancellationToken cancellation);
}
