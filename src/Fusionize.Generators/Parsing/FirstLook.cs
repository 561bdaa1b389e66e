using System.Collections.Concurrent;
using Fusionize.Generators.Model;

namespace Fusionize.Generators.Parsing;

/// <summary>
/// After a change of the surface every file must be parsed. The driver requests the files one after the other. At the first request all files are
/// parsed on all processors. Each model is returned once and not kept: a file that is edited later is parsed alone.
/// </summary>
internal sealed class FirstLook
{
    private readonly ConcurrentDictionary<SourceFile, FileModel> _models = new();
    private int _begun;

    public static FileModel ModelOf(SourceFile file, CancellationToken cancellation)
    {
        var look = file.Surface.FirstLook;
        if (Interlocked.Exchange(ref look._begun, 1) == 0 && file.Compilation.Options.ConcurrentBuild)
            look.LookAtAll(file, cancellation);
        return look._models.TryRemove(file, out var model) ? model : FileParser.Parse(file, cancellation);
    }

    private void LookAtAll(SourceFile first, CancellationToken cancellation) =>
        Parallel.ForEach(first.Compilation.SyntaxTrees, new ParallelOptions { CancellationToken = cancellation }, tree =>
        {
            var file = first.Beside(tree);
            try
            {
                _models[file] = FileParser.Parse(file, cancellation);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The exception occurs again, for this file alone, when the driver requests the file.
            }
        });
}
