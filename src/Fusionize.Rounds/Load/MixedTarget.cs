namespace Fusionize.Rounds.Load;

/// <summary>Sends some kinds of requests to functions and the others to an HTTP API.</summary>
/// <param name="isHttp">For each kind of request, whether the HTTP API gets it.</param>
public sealed class MixedTarget(LambdaTarget functions, HttpTarget api, IReadOnlyList<bool> isHttp) : ILoadTarget, IDisposable
{
    public Task<string?> SendAsync(LoadRequest request, CancellationToken cancellation) =>
        isHttp[request.Kind] ? api.SendAsync(request, cancellation) : functions.SendAsync(request, cancellation);

    public void Dispose()
    {
        functions.Dispose();
        api.Dispose();
    }
}
