namespace Fusionize;

/// <summary>
/// Allows web pages of other origins to use the routes of a task, of the tasks of a class, or of the whole assembly. The nearest attribute counts.
/// The function responds to preflight requests itself, without running a task.
/// </summary>
/// <param name="origins">The allowed origins, such as <c>https://shop.example</c>; <c>*</c> allows all.</param>
[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Class | AttributeTargets.Method)]
public sealed class CorsAttribute(params string[] origins) : Attribute
{
    /// <summary>The allowed origins.</summary>
    public IReadOnlyList<string> Origins { get; } = origins;

    /// <summary>The request headers that pages may send, separated by commas. Default: those that the page asks for.</summary>
    public string? Headers { get; init; }

    /// <summary>The response headers that pages may read, separated by commas.</summary>
    public string? ExposedHeaders { get; init; }

    /// <summary>Whether pages may send cookies and other credentials. Then the response names the page's origin instead of <c>*</c>.</summary>
    public bool AllowCredentials { get; init; }

    /// <summary>How long a browser may remember the response to a preflight request, in seconds; 0 for the browser's default.</summary>
    public int MaxAge { get; init; }
}
