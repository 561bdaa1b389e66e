using System.Text;
using Amazon.Runtime;
using Fusionize.Aws.Pipeline;

namespace Fusionize.Aws.Lambda;

/// <summary>Base of the service's requests.</summary>
public abstract class AmazonLambdaRequest : AmazonWebServiceRequest;

/// <summary>Invokes a function.</summary>
[Operation("POST", "/2015-03-31/functions/{FunctionName}/invocations", Limited = false)]
public sealed class InvokeRequest : AmazonLambdaRequest
{
    [InPath]
    public string? FunctionName { get; set; }

    [InQuery]
    public string? Qualifier { get; set; }

    [InHeader("X-Amz-Invocation-Type")]
    public string? InvocationType { get; set; }

    [InHeader("X-Amz-Log-Type")]
    public string? LogType { get; set; }

    [InHeader("X-Amz-Client-Context")]
    public string? ClientContextBase64 { get; set; }

    [AsBody]
    public Stream? PayloadStream { get; set; }

    /// <summary>The payload as text; setting it sets <see cref="PayloadStream"/>.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string? Payload
    {
        get => PayloadStream is MemoryStream memory ? Encoding.UTF8.GetString(memory.ToArray()) : null;
        set => PayloadStream = value is null ? null : new MemoryStream(Encoding.UTF8.GetBytes(value));
    }
}

/// <summary>The result of an invocation.</summary>
public sealed class InvokeResponse : AmazonWebServiceResponse
{
    [AsStatus]
    public int StatusCode { get; set; }

    [InHeader("X-Amz-Function-Error")]
    public string? FunctionError { get; set; }

    /// <summary>The last 4 KB of the invocation's log, in base64.</summary>
    [InHeader("X-Amz-Log-Result")]
    public string? LogResult { get; set; }

    [InHeader("X-Amz-Executed-Version")]
    public string? ExecutedVersion { get; set; }

    [AsBody]
    public MemoryStream? Payload { get; set; }
}
