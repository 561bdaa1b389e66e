using System.Collections.Concurrent;
using Fusionize.Generators.Model;

namespace Fusionize.Generators.Parsing;

/// <summary>
/// Under a new surface every file has to be looked at. The driver asks for one after the other; what it will ask for is made on all processors when
/// it asks for the first. Every model is handed out once and not kept: files that are edited later are looked at by themselves.
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
                // It comes again, by itself, when the driver asks for the file.
            }
        });
}
