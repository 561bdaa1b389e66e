using Fusionize.Live.Feeds;
using Fusionize.Local;

namespace Fusionize.Live;

/// <summary>What a dashboard shows. Parts that are null have no pages.</summary>
public sealed record LiveDashboardOptions
{
    /// <summary>The title of every page: the application, the store, or the platform.</summary>
    public required string Subject { get; init; }

    /// <summary>A platform in this process.</summary>
    public LocalPlatform? Platform { get; init; }

    /// <summary>A loop in this process. Its finished rounds are the report.</summary>
    public LiveLoop? Loop { get; init; }

    /// <summary>A loop's folder or a store to read, as <c>fusionize report</c> takes it.</summary>
    public string? Source { get; init; }

    /// <summary>A build's output: calls before they happen, entries and routes, and for a store the contents of zips.</summary>
    public string? Build { get; init; }

    /// <summary>The port; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Receives messages for the operator, one line at a time.</summary>
    public Action<string>? Log { get; init; }
}
