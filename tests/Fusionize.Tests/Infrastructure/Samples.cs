namespace Fusionize.Tests.Infrastructure;

/// <summary>Files of the repository's samples.</summary>
internal static class Samples
{
    public static string File(string path) => Path.Combine(Repository.Root, "samples", path);
}
