namespace Fusionize.Rounds.Load;

/// <summary>What load is put on.</summary>
public interface ILoadTarget
{
    /// <summary>Sends one request and waits for its answer. Gives null for a success, otherwise the kind of the error; an exception is a failure as
    /// well.</summary>
    Task<string?> SendAsync(LoadRequest request, CancellationToken cancellation);
}
