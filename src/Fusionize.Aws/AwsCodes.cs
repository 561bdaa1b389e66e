namespace Fusionize.Aws;

/// <summary>The errors of AWS services that the other codes don't name. Numbers are never reused.</summary>
public static class AwsCodes
{
    /// <summary>A query of CloudWatch Logs Insights gave no result, or not all of it.</summary>
    public const string QueryFailed = "FZ1506";
}
