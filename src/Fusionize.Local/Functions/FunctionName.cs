using System.Text.RegularExpressions;
using Fusionize.Local.Protocol;

namespace Fusionize.Local.Functions;

/// <summary>The name of a function in requests: <c>name</c>, <c>name:qualifier</c>, a partial or a full ARN.</summary>
internal readonly partial record struct FunctionName(string Name, string? Qualifier)
{
    public const string Account = "000000000000";

    public static FunctionName Parse(string text, string? queryQualifier)
    {
        var match = Pattern().Match(text);
        if (!match.Success)
            throw LambdaError.Validation(
                $"1 validation error detected: Value '{text}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression "
                    + $"pattern: {Pattern()}"
            );
        var inName = match.Groups["qualifier"] is { Success: true } group ? group.Value : null;
        if (string.IsNullOrEmpty(queryQualifier))
            queryQualifier = null;
        if (inName is not null && queryQualifier is not null && inName != queryQualifier)
            throw LambdaError.InvalidParameter("The derived qualifier from the function name does not match the specified qualifier.");
        return new(match.Groups["name"].Value, queryQualifier ?? inName);
    }

    public static string Arn(string region, string name, string? qualifier = null) =>
        $"arn:aws:lambda:{region}:{Account}:function:{name}" + (qualifier is null ? "" : ":" + qualifier);

    [GeneratedRegex(
        @"^(?:(?:arn:aws[a-zA-Z-]*:lambda:[a-z0-9-]*:)?[0-9]{12}:)?(?:function:)?(?<name>[a-zA-Z0-9_-]{1,64})(?::(?<qualifier>\$LATEST|[a-zA-Z0-9_-]{1,128}))?\z",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Pattern();
}
