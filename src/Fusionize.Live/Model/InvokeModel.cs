using System.Collections.Immutable;

namespace Fusionize.Live.Model;

/// <summary>What the form can send a request to.</summary>
/// <param name="Key">Identifies it in the form: <c>task:Order</c> or <c>route:GET /orders/{id}</c>.</param>
/// <param name="Label">The text in the form.</param>
/// <param name="Function">The function that serves it.</param>
/// <param name="Qualifier">The alias to call; null: none.</param>
/// <param name="Method">The HTTP method of a route; null: a task.</param>
/// <param name="Path">The path of a route, with its parameters in braces.</param>
/// <param name="Parameters">The parameters of a task with their types, if they are known.</param>
public sealed record InvokeTarget(
    string Key,
    string Label,
    string Function,
    string? Qualifier,
    string? Method,
    string? Path,
    ImmutableArray<string> Parameters
);

/// <summary>A request of the form, and its answer.</summary>
/// <param name="Number">Counts up from 1.</param>
/// <param name="Key">The target's key.</param>
/// <param name="Failed">Whether the platform or the function reported an error.</param>
/// <param name="Status">The answer's HTTP status, with the kind of error if there was one.</param>
/// <param name="RequestId">Null: the platform gave none.</param>
public sealed record InvokeRun(
    int Number,
    string Key,
    string Label,
    string? Path,
    string Body,
    DateTimeOffset At,
    double Ms,
    bool Failed,
    string Status,
    string Answer,
    string Log,
    string? RequestId,
    string Function
);
