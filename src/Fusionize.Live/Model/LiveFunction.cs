using System.Collections.Immutable;

namespace Fusionize.Live.Model;

/// <summary>A function of the platform with its instances and events. The instances of all its versions are counted.</summary>
public sealed record LiveFunction
{
    public required string Name { get; init; }

    /// <summary>The group in the map that it belongs to.</summary>
    public required string Group { get; init; }

    /// <summary>The version that clients reach: that of the alias <c>live</c>, or the newest one.</summary>
    public required string Version { get; init; }

    /// <summary>The qualifier that clients use; null: none.</summary>
    public string? Qualifier { get; init; }

    public required string Runtime { get; init; }
    public required int MemoryMB { get; init; }
    public required int TimeoutSeconds { get; init; }
    public required string Architecture { get; init; }
    public required long ZipBytes { get; init; }
    public required string LogGroup { get; init; }

    /// <summary>The names of its environment variables. Their values leave the platform by no page.</summary>
    public required ImmutableArray<string> Variables { get; init; }

    public required int Starting { get; init; }
    public required int Busy { get; init; }
    public required int Idle { get; init; }

    /// <summary>Requests that wait for an instance to be started.</summary>
    public required int Waiting { get; init; }

    public required long Invocations { get; init; }
    public required double PerSecond { get; init; }

    public required int EventsWaiting { get; init; }
    public required int EventsRunning { get; init; }
    public required int EventsRetrying { get; init; }
    public required long EventsDropped { get; init; }

    public int Warm => Busy + Idle;
}
