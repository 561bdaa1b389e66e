using System.Collections.Immutable;

namespace Fusionize.Rounds.Load;

/// <summary>One kind of request. In its strings <c>{n}</c> is replaced by the request's number.</summary>
public sealed record MixRequest
{
    /// <summary>The entry task that is called, or whose route <see cref="Path"/> matches; null: the application's first one, or that of the
    /// path.</summary>
    public string? Entry { get; init; }

    /// <summary>The HTTP method; null: POST.</summary>
    public string? Method { get; init; }

    /// <summary>Path and query, relative to the target's address; null: the address itself.</summary>
    public string? Path { get; init; }

    public ImmutableArray<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>JSON in UTF-8; empty: a request without a body.</summary>
    public ReadOnlyMemory<byte> Body { get; init; } = "{}"u8.ToArray();

    /// <summary>Its share of the requests, relative to the other weights.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>The name by which requests are grouped: the entry, or the method and path.</summary>
    public string Name => Entry ?? (Path is null && Method is null ? "" : $"{Method ?? "POST"} {Path ?? "/"}");
}
