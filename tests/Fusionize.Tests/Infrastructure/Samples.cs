namespace Fusionize.Tests.Infrastructure;

/// <summary>Files of the repository's samples.</summary>
internal static class Samples
{
    /// <summary>The collection of tests that build the sample Tree in its own folder. Two such builds must not run at the same time.</summary>
    public const string TreeBuilds = "builds of samples/Tree";

    public static string File(string path) => Path.Combine(Repository.Root, "samples", path);
}
