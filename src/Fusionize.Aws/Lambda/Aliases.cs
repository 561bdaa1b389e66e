using Amazon.Runtime;
using Fusionize.Aws.Pipeline;

namespace Fusionize.Aws.Lambda;

/// <summary>An alias: a name for a version, possibly with a second version that gets a share of the requests.</summary>
public class AliasConfiguration : AmazonWebServiceResponse
{
    public string? AliasArn { get; set; }
    public string? Name { get; set; }
    public string? FunctionVersion { get; set; }
    public string? Description { get; set; }
    public AliasRoutingConfiguration? RoutingConfig { get; set; }
    public string? RevisionId { get; set; }
}

/// <summary>Version → share of the requests (0..1) that goes there instead of to the alias's version.</summary>
public sealed class AliasRoutingConfiguration
{
    public Dictionary<string, double>? AdditionalVersionWeights { get; set; }
}

[Operation("POST", "/2015-03-31/functions/{FunctionName}/aliases")]
public sealed class CreateAliasRequest : AmazonLambdaRequest
{
    [InPath]
    public string? FunctionName { get; set; }
    public string? Name { get; set; }
    public string? FunctionVersion { get; set; }
    public string? Description { get; set; }
    public AliasRoutingConfiguration? RoutingConfig { get; set; }
}

public sealed class CreateAliasResponse : AliasConfiguration;

/// <summary>Changes an alias; with a revision id, only if nobody has changed it since this revision.</summary>
[Operation("PUT", "/2015-03-31/functions/{FunctionName}/aliases/{Name}")]
public sealed class UpdateAliasRequest : AmazonLambdaRequest
{
    [InPath]
    public string? FunctionName { get; set; }

    [InPath]
    public string? Name { get; set; }
    public string? FunctionVersion { get; set; }
    public string? Description { get; set; }
    public AliasRoutingConfiguration? RoutingConfig { get; set; }
    public string? RevisionId { get; set; }
}

public sealed class UpdateAliasResponse : AliasConfiguration;

[Operation("GET", "/2015-03-31/functions/{FunctionName}/aliases/{Name}")]
public sealed class GetAliasRequest : AmazonLambdaRequest
{
    [InPath]
    public string? FunctionName { get; set; }

    [InPath]
    public string? Name { get; set; }
}

public sealed class GetAliasResponse : AliasConfiguration;

[Operation("DELETE", "/2015-03-31/functions/{FunctionName}/aliases/{Name}")]
public sealed class DeleteAliasRequest : AmazonLambdaRequest
{
    [InPath]
    public string? FunctionName { get; set; }

    [InPath]
    public string? Name { get; set; }
}

public sealed class DeleteAliasResponse : AmazonWebServiceResponse;

[Operation("GET", "/2015-03-31/functions/{FunctionName}/aliases")]
public sealed class ListAliasesRequest : AmazonLambdaRequest
{
    [InPath]
    public string? FunctionName { get; set; }

    [InQuery]
    public string? FunctionVersion { get; set; }

    [InQuery]
    public string? Marker { get; set; }

    [InQuery]
    public int? MaxItems { get; set; }
}

public sealed class ListAliasesResponse : AmazonWebServiceResponse
{
    public List<AliasConfiguration>? Aliases { get; set; }
    public string? NextMarker { get; set; }
}
