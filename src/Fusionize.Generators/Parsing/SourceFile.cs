using Fusionize.Generators.Model;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Parsing;

/// <summary>
/// A source file as input of the generator. Equal as long as neither the file nor the surface of the application changes, so that after an edit of a
/// method body only that file is parsed. (The syntax providers would run their transforms for every match in every file after any edit, because they
/// can't know what an edit doesn't affect.)
/// </summary>
internal sealed class SourceFile(SyntaxTree tree, Compilation compilation, AppSurface surface, BuildOptions options) : IEquatable<SourceFile>
{
    // Weak, because the step tables outlive the edit and would keep an old compilation alive for each file. It is only used in the run that created
    // this object, and that run keeps its compilation alive.
    private readonly WeakReference<Compilation> _compilation = new(compilation);

    public SyntaxTree Tree { get; } = tree;

    public AppSurface Surface { get; } = surface;

    public BuildOptions Options { get; } = options;

    public Compilation Compilation =>
        _compilation.TryGetTarget(out var compilation) ? compilation : throw new InvalidOperationException("The compilation is gone.");

    // Overload resolution doesn't depend on nullable analysis, which takes most of the time of binding a method.
#pragma warning disable RSEXPERIMENTAL001
    public SemanticModel Semantics => Compilation.GetSemanticModel(Tree, SemanticModelOptions.DisableNullableAnalysis);
#pragma warning restore RSEXPERIMENTAL001

    /// <summary>Another file of the same compilation.</summary>
    public SourceFile Beside(SyntaxTree tree) => new(tree, Compilation, Surface, Options);

    public bool Equals(SourceFile? other) =>
        other is not null && ReferenceEquals(Tree, other.Tree) && Surface.Equals(other.Surface) && Options == other.Options;

    public override bool Equals(object? obj) => Equals(obj as SourceFile);

    public override int GetHashCode() => Tree.GetHashCode();
}

internal static class SourceFilesProvider
{
    public static IncrementalValuesProvider<SourceFile> SourceFiles(
        this IncrementalGeneratorInitializationContext context,
        IncrementalValueProvider<BuildOptions> options
    )
    {
        var surfaces = context
            .CompilationProvider.SelectMany(static (compilation, _) => compilation.SyntaxTrees)
            .WithTrackingName(Steps.Trees)
            .Select(FileSurface.Of)
            .Collect();
        var references = context.CompilationProvider.Select(References.Of).Select(ReferencedTasks.Of);
        var surface = surfaces
            .Combine(references)
            .Combine(context.CompilationProvider.Select(static (compilation, _) => compilation.Options))
            .Select(static (input, _) => new AppSurface(input.Left.Left, input.Left.Right, input.Right))
            .WithTrackingName(Steps.Surface);

        return context
            .CompilationProvider.Combine(surface)
            .Combine(options)
            .SelectMany(
                static (input, _) => input.Right.IsHost || !input.Right.CanIntercept ? [] : Files(input.Left.Left, input.Left.Right, input.Right)
            )
            .WithTrackingName(Steps.Files);
    }

    private static IEnumerable<SourceFile> Files(Compilation compilation, AppSurface surface, BuildOptions options) =>
        compilation.SyntaxTrees.Select(tree => new SourceFile(tree, compilation, surface, options));
}
