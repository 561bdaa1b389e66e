using Fusionize.Shared;

namespace Fusionize.Generators.Model;

/// <summary>A task declared in this project.</summary>
/// <param name="Manifest">What the manifest says of it.</param>
/// <param name="Signature">How generated code writes it.</param>
/// <param name="IsPublic">Whether other projects can name it, its types included.</param>
/// <param name="Class">What an instance task's class is made from; null for a static task, or where no constructor can be chosen.</param>
internal sealed record TaskModel(ManifestTask Manifest, TaskSignature Signature, bool IsPublic, ManifestClass? Class)
{
    /// <summary>The types of what its local calls copy, as the manifest writes them.</summary>
    public IEnumerable<string> CopiedTypes =>
        Signature
            .Arguments.Zip(Manifest.Parameters, static (p, m) => (p.IsCopied, m.Type))
            .Append((Signature.IsResultCopied, Manifest.Result!))
            .Where(static t => t.Item1)
            .Select(static t => t.Item2);
}
