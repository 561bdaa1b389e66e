namespace Fusionize.Routing;

/// <summary>An HTTP request that can't be bound to a task's parameters.</summary>
/// <param name="message">What is wrong with it, for the client.</param>
/// <param name="parameter">The parameter's name in the request; null if no parameter is concerned.</param>
/// <param name="status">The status of the response.</param>
/// <param name="inner">The cause.</param>
internal sealed class BadRequestException(string message, string? parameter = null, int status = 400, Exception? inner = null)
    : Exception(message, inner)
{
    public readonly string? Parameter = parameter;
    public readonly int Status = status;

    /// <summary>The validation errors by member; null for another problem.</summary>
    public IReadOnlyCollection<KeyValuePair<string, List<string>>>? Errors;
}
