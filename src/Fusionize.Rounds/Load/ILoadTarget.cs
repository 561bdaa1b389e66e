namespace Fusionize.Rounds.Load;

/// <summary>The target of a load.</summary>
public interface ILoadTarget
{
    /// <summary>
    /// Sends one request and waits for its response. Returns null for success, otherwise the kind of the error; an exception also counts as a
    /// failure.
    /// </summary>
    Task<string?> SendAsync(LoadRequest request, CancellationToken cancellation);
}
