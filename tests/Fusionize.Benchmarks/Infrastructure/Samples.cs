namespace Fusionize.Benchmarks.Infrastructure;

/// <summary>Files of the repository's samples.</summary>
internal static class Samples
{
    public static string File(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "Fusionize.Build.sln")))
                return Path.Combine(folder.FullName, "samples", path);
        }
        throw new InvalidOperationException("The benchmarks don't run inside the repository.");
    }
}
