using Fusionize.Shared;

namespace Fusionize.Generators.Model;

/// <summary>A task declared in this project.</summary>
/// <param name="Manifest">Its entry in the manifest.</param>
/// <param name="Signature">Its signature as generated code writes it.</param>
/// <param name="IsPublic">Whether other projects can name the task and its types.</param>
/// <param name="Class">
/// The class of an instance task with its constructor parameters; null for a static task, or if no constructor can be chosen.
/// </param>
/// <param name="Http">How the task answers HTTP requests; null for a task without a route.</param>
internal sealed record TaskModel(ManifestTask Manifest, TaskSignature Signature, bool IsPublic, ManifestClass? Class, HttpModel? Http)
{
    /// <summary>The types of the values that its local calls copy, as written in the manifest.</summary>
    public IEnumerable<string> CopiedTypes =>
        Signature
            .Arguments.Zip(Manifest.Parameters, static (p, m) => (p.IsCopied, m.Type))
            .Append((Signature.IsResultCopied, Manifest.Result!))
            .Where(static t => t.Item1)
            .Select(static t => t.Item2);
}
