namespace Fusionize.Aws;

/// <summary>The errors of AWS services without a more specific code. Numbers are never reused.</summary>
public static class AwsCodes
{
    /// <summary>A query of CloudWatch Logs Insights returned no result, or an incomplete one.</summary>
    public const string QueryFailed = "FZ1506";
}
