namespace Fusionize.Testing;

/// <summary>An asynchronous request that failed at every attempt.</summary>
/// <param name="Task">The task that was to run.</param>
/// <param name="Arguments">Its arguments: a JSON object with a member per parameter; or the event that it should handle.</param>
/// <param name="Attempts">How often the platform tried. An attempt in the caller's function, before the work was handed over, isn't counted.</param>
/// <param name="ErrorType">Full name of the last attempt's exception.</param>
/// <param name="ErrorMessage">Its message.</param>
public sealed record FailedWork(string Task, string Arguments, int Attempts, string ErrorType, string ErrorMessage);
