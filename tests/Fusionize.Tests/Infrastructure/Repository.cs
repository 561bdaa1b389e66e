namespace Fusionize.Tests.Infrastructure;

/// <summary>The repository that the tests run in.</summary>
internal static class Repository
{
    /// <summary>The repository's root folder.</summary>
    public static string Root { get; } = Find();

    /// <summary>What a project of the repository was built to, in the configuration that the tests were built in.</summary>
    public static string Output(string project, string framework) => Path.Combine(Root, "src", project, "bin", Configuration, framework);

    private static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Fusionize.Build.sln")))
                return folder.FullName;
        }
        throw new InvalidOperationException("The tests don't run inside the repository.");
    }
}
