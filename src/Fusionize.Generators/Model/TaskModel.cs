using Fusionize.Shared;

namespace Fusionize.Generators.Model;

/// <summary>A task declared in this project.</summary>
/// <param name="Manifest">What the manifest says of it.</param>
/// <param name="Signature">How generated code writes it.</param>
/// <param name="IsPublic">Whether other projects can name it, its types included.</param>
internal sealed record TaskModel(ManifestTask Manifest, TaskSignature Signature, bool IsPublic);
