using Fusionize.Setups;
using Fusionize.Setups.Stores;

namespace Fusionize.Rounds;

/// <summary>
/// The files of a loop. A loop starts with an empty folder, so it removes the files of an earlier loop, even of an aborted one. The lock belongs to
/// the operating system and ends with the process.
/// </summary>
public sealed class LoopFolder : IDisposable
{
    /// <summary>The folder's default name, next to the project.</summary>
    public const string DefaultName = ".fusionize";

    public const string ReportName = "loop.json";
    public const string StoreName = "store";
    public const string OutputName = "fusion";
    private const string LockName = ".fusionize-loop";
    private readonly FileStream _lock;

    private LoopFolder(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    public string Path { get; }

    /// <summary>The setup store: setups, rounds, traces.</summary>
    public string Store => System.IO.Path.Combine(Path, StoreName);

    /// <summary>Whether the store contains the setup to build.</summary>
    public bool HasSetup => File.Exists(System.IO.Path.Combine(Store, SetupStore.Pointer));

    /// <summary>The build's zips and manifest.</summary>
    public string Output => System.IO.Path.Combine(Path, OutputName);

    /// <summary>The platform's packages and logs.</summary>
    public string Platform => System.IO.Path.Combine(Path, "platform");

    /// <summary>The functions' folder for temporary files.</summary>
    public string Temporary => System.IO.Path.Combine(Path, "tmp");

    public string Report => System.IO.Path.Combine(Path, ReportName);

    /// <summary>The figures for people and scripts.</summary>
    public string Page => System.IO.Path.Combine(Path, "report.html");

    /// <summary>The file exists while a build runs. If it still exists later, the build's output may be incomplete.</summary>
    public string BuildMark => System.IO.Path.Combine(Path, ".building");

    /// <summary>
    /// The default folder of an application's loop: next to the project, or a temporary folder if the project's folder is read-only.
    /// </summary>
    public static string DefaultFor(AppProject project)
    {
        var beside = System.IO.Path.Combine(project.Folder, DefaultName);
        try
        {
            Directory.CreateDirectory(beside);
            return beside;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return System.IO.Path.Combine(System.IO.Path.GetTempPath(), "fusionize-" + project.Name);
        }
    }

    public static LoopFolder Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        Directory.CreateDirectory(full);
        var mark = System.IO.Path.Combine(full, LockName);
        if (
            !File.Exists(mark)
            && Array.Find([StoreName, OutputName, "platform", "tmp"], n => System.IO.Path.Exists(System.IO.Path.Combine(full, n))) is { } foreign
        )
            throw new FusionizeException(RoundCodes.ForeignFolder, null, $"'{full}' has a '{foreign}' that no loop made and that would be removed");
        var folder = new LoopFolder(full, Lock(mark, full));
        foreach (var left in new[] { folder.Store, folder.Output, folder.Temporary })
        {
            if (Directory.Exists(left))
                Directory.Delete(left, recursive: true);
        }
        File.Delete(folder.Report);
        File.Delete(folder.Page);
        Directory.CreateDirectory(folder.Temporary);
        return folder;
    }

    public void Dispose()
    {
        if (Directory.Exists(Temporary))
            Directory.Delete(Temporary, recursive: true);
        _lock.Dispose();
    }

    private static FileStream Lock(string mark, string folder)
    {
        try
        {
            return new FileStream(mark, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e.GetType() == typeof(IOException))
        {
            throw new FusionizeException(RoundCodes.InUse, null, $"another loop runs in '{folder}'", inner: e);
        }
    }
}
