using Amazon.Runtime;
using Fusionize.Aws.Pipeline;

namespace Fusionize.Aws.Lambda;

/// <summary>Publishes an immutable version of a function's code and configuration. Returns the last version again if nothing has changed.</summary>
[Operation("POST", "/2015-03-31/functions/{FunctionName}/versions")]
public sealed class PublishVersionRequest : AmazonLambdaRequest
{
    [InPath]
    public string? FunctionName { get; set; }
    public string? CodeSha256 { get; set; }
    public string? Description { get; set; }
    public string? RevisionId { get; set; }
}

public sealed class PublishVersionResponse : FunctionConfiguration;

/// <summary>Lists a function's versions, $LATEST first.</summary>
[Operation("GET", "/2015-03-31/functions/{FunctionName}/versions")]
public sealed class ListVersionsByFunctionRequest : AmazonLambdaRequest
{
    [InPath]
    public string? FunctionName { get; set; }

    [InQuery]
    public string? Marker { get; set; }

    [InQuery]
    public int? MaxItems { get; set; }
}

public sealed class ListVersionsByFunctionResponse : AmazonWebServiceResponse
{
    public List<FunctionConfiguration>? Versions { get; set; }
    public string? NextMarker { get; set; }
}
