using System.Collections.Immutable;
using Fusionize.Shared;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fusionize.Generators.Parsing;

/// <summary>
/// Everything except its own text that the meaning of a file can depend on: the surfaces of the other files, the references, the compiler's options.
/// </summary>
internal sealed class AppSurface(ImmutableArray<FileSurface> files, ReferencedTasks references, CompilationOptions options) : IEquatable<AppSurface>
{
    private readonly EquatableArray<FileSurface> _files = new(files);
    private readonly ReferencedTasks _references = references;
    private readonly CompilationOptions _options = options;
    private readonly bool _renamesAttributes = files.Any(static f => f.RenamesAttributes);
    private readonly bool _mayBeDynamic = references.GiveDynamic || files.Any(static f => f.NamesDynamic);
    private readonly Lazy<HashSet<string>> _extensionNames = new(() => [.. files.SelectMany(f => f.ExtensionNames)]);
    private readonly Lazy<HintNames> _hintNames = new(() => new HintNames(files.Select(static f => f.Path)));
    private readonly Lazy<HashSet<string>> _taskNames = new(() => [.. files.SelectMany(f => f.TaskNames), .. references.MethodNames]);

    /// <summary>Models of files that the driver hasn't requested yet. Not part of the equality of surfaces.</summary>
    public FirstLook FirstLook { get; } = new();

    /// <summary>Whether calls of methods with this name must be bound. Most calls needn't be.</summary>
    public bool MayBeTask(string methodName) => _renamesAttributes || _taskNames.Value.Contains(methodName);

    /// <summary>Whether a type's method of this name may be an extension of the type.</summary>
    public bool MayBeExtension(string methodName) => _extensionNames.Value.Contains(methodName);

    /// <summary>Whether something in a file may be <c>dynamic</c> by what the others show: then only the compiler knows what a call means.</summary>
    public bool MayBeDynamic => _mayBeDynamic;

    /// <summary>The name of the file that is generated for a source file.</summary>
    public string HintNameOf(string path, string projectDirectory) => _hintNames.Value.Of(path, projectDirectory);

    /// <summary>Whether a member's attributes must be read.</summary>
    public bool MayBeOurs(SyntaxList<AttributeListSyntax> attributes) =>
        attributes.Count > 0 && (_renamesAttributes || AttributeNames.MayBeOurs(attributes));

    public bool Equals(AppSurface? other) =>
        ReferenceEquals(this, other)
        || (other is not null && _files == other._files && _references.Equals(other._references) && _options.Equals(other._options));

    public override bool Equals(object? obj) => Equals(obj as AppSurface);

    public override int GetHashCode() => _files.GetHashCode();
}
