using System.Text;

namespace Fusionize.Setups.Files;

/// <summary>
/// Files that change together. All are written under temporary names before the first one gets its name, so that a full disk leaves the old ones. A
/// file that has the content already isn't touched.
/// </summary>
public sealed class StagedFiles : IDisposable
{
    private readonly List<(string Temporary, string File)> _staged = [];

    /// <returns>Whether the file changes.</returns>
    public bool WriteIfChanged(string file, string content)
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        if (WholeFile.Has(file, bytes))
            return false;
        File.WriteAllBytes(Stage(file), bytes);
        return true;
    }

    /// <returns>Whether the target changes.</returns>
    public bool CopyIfChanged(string source, string target)
    {
        if (File.Exists(target) && new FileInfo(source).Length == new FileInfo(target).Length && WholeFile.Hash(source) == WholeFile.Hash(target))
            return false;
        File.Copy(source, Stage(target));
        return true;
    }

    /// <summary>Gives the files their names, in the order in which they were written.</summary>
    public void Commit()
    {
        foreach (var (temporary, file) in _staged)
            File.Move(temporary, file, overwrite: true);
        _staged.Clear();
    }

    /// <summary>Removes what was written without <see cref="Commit"/>.</summary>
    public void Dispose()
    {
        foreach (var (temporary, _) in _staged)
            File.Delete(temporary);
    }

    private string Stage(string file)
    {
        var temporary = WholeFile.Temporary(file);
        _staged.Add((temporary, file));
        return temporary;
    }
}
