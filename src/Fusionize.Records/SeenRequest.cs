using System.Runtime.CompilerServices;

namespace Fusionize.Records;

/// <summary>A request that a log tells of, whether or not it left a trace line.</summary>
/// <param name="Function">Name of the function.</param>
/// <param name="Version">The function's version, as the START line says it.</param>
/// <param name="Instance">The log stream.</param>
/// <param name="StartMs">Time of its START line, Unix milliseconds.</param>
/// <param name="EndMs">Time of its REPORT line, Unix milliseconds; null: it has none yet.</param>
/// <param name="DurationMs">From request to answer, without INIT: by the trace line, else by the platform. Null: nothing says it yet.</param>
/// <param name="IsCold">Whether it was its instance's first.</param>
/// <param name="IsRoot">Whether it came from outside; null: there is no trace line to say so.</param>
/// <param name="SetupId">The setup it ran under; null: there is no trace line to say so.</param>
/// <param name="Failure">Type of the error that it ended with, by the trace line or by the platform; null: none is known.</param>
public sealed record SeenRequest(
    string Function,
    string Version,
    string Instance,
    string RequestId,
    long StartMs,
    long? EndMs,
    double? DurationMs,
    bool IsCold,
    bool? IsRoot,
    string? SetupId,
    string? Failure
)
{
    /// <summary>Whether it has left a trace line.</summary>
    public bool IsTraced => SetupId is not null;
}

/// <summary>Reads the requests seen in logs: those that <see cref="Extractor"/> believes, with or without a trace line, ended or not.</summary>
public static class SeenRequests
{
    /// <param name="query">Only requests that began in this time are told.</param>
    public static async IAsyncEnumerable<SeenRequest> ReadSeenAsync(
        this ILogSource source,
        LogQuery query,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        var seen = new Queue<SeenRequest>();
        var extractor = new Extractor { Seen = seen.Enqueue };
        await foreach (var _ in extractor.ExtractAsync(source, query, cancellation: cancellation))
        {
            while (seen.TryDequeue(out var request))
                yield return request;
        }
        while (seen.TryDequeue(out var request))
            yield return request;
    }
}
