using Amazon.Runtime;
using Fusionize.Aws.Pipeline;

namespace Fusionize.Aws.Lambda;

/// <summary>Allows a service or an account to use a function, or with a qualifier, one of its aliases.</summary>
[Operation("POST", "/2015-03-31/functions/{FunctionName}/policy")]
public sealed class AddPermissionRequest : AmazonLambdaRequest
{
    [InPath]
    public string? FunctionName { get; set; }

    [InQuery]
    public string? Qualifier { get; set; }
    public string? StatementId { get; set; }
    public string? Action { get; set; }
    public string? Principal { get; set; }
    public string? SourceArn { get; set; }
}

public sealed class AddPermissionResponse : AmazonWebServiceResponse
{
    /// <summary>The statement as JSON.</summary>
    public string? Statement { get; set; }
}

/// <summary>Returns the permissions of a function or alias; an error if there is none.</summary>
[Operation("GET", "/2015-03-31/functions/{FunctionName}/policy")]
public sealed class GetPolicyRequest : AmazonLambdaRequest
{
    [InPath]
    public string? FunctionName { get; set; }

    [InQuery]
    public string? Qualifier { get; set; }
}

public sealed class GetPolicyResponse : AmazonWebServiceResponse
{
    /// <summary>The policy as JSON.</summary>
    public string? Policy { get; set; }
}
