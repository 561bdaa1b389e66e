using Fusionize.Generators.Model;
using Fusionize.Shared;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Parsing;

/// <summary>
/// Finds the methods of a slice's tasks in the application's assemblies, because the slice doesn't have the annotations of their types.
/// </summary>
internal static class HostNullsParser
{
    public static HostModel HostOf((SliceModel Slice, Compilation Compilation) input, CancellationToken cancellation) =>
        new(
            input.Slice,
            input.Slice.Slice is { } slice ? Of(slice, input.Compilation, cancellation) : new HostNulls(default, default, default, default)
        );

    private static HostNulls Of(Slice slice, Compilation compilation, CancellationToken cancellation)
    {
        var methods = new NullMethods();
        var arguments = new List<NullArgument>();
        var results = new List<NullResult>();
        var types = new Dictionary<string, ITypeSymbol>(StringComparer.Ordinal);
        foreach (var task in slice.Tasks.Select(static t => t.Task))
        {
            cancellation.ThrowIfCancellationRequested();
            if (MethodOf(task, compilation) is not { } method)
                continue;
            var parameters = method.Parameters.Where((_, i) => i != task.CancellationIndex).ToList();
            for (var i = 0; i < parameters.Count; i++)
            {
                types[task.Parameters[i].Type] = parameters[i].Type;
                if (methods.NameFor(parameters[i].Type) is { } name)
                    arguments.Add(new(task.Id, i, name));
            }
            if (
                task.Events?.Content is not null
                && EventBinding.ContentOf(parameters[0].Type) is { } content
                && methods.NameFor(content) is { } inContent
            )
                arguments.Add(new(task.Id, NullArgument.OfContent, inContent));
            if (TaskShape.ReturnOf(method.ReturnType).Result is not { } result)
                continue;
            types[task.Result!] = result;
            if (methods.NameFor(result) is { } finds)
                results.Add(new(task.Id, finds));
        }
        var copies = slice
            .Copied.Where(types.ContainsKey)
            .Select(c => new NullCopy(
                c,
                methods.NameFor(Annotations.All(types[c], NullableAnnotation.NotAnnotated, compilation)),
                methods.NameFor(Annotations.All(types[c], NullableAnnotation.Annotated, compilation))
            ))
            .Where(static c => c.Strict is not null || c.Lenient is not null)
            .ToList();
        return new(new(methods.All), new(arguments), new(results), new(copies));
    }

    private static IMethodSymbol? MethodOf(ManifestTask task, Compilation compilation)
    {
        IEnumerable<INamespaceOrTypeSymbol> found = [compilation.GlobalNamespace];
        foreach (var part in task.DeclaringType.Replace("global::", "").Split('.'))
            found = found.SelectMany(f => f.GetMembers(part.TrimStart('@'))).OfType<INamespaceOrTypeSymbol>().ToList();
        return found
            .SelectMany(f => f.GetMembers(task.Method))
            .OfType<IMethodSymbol>()
            .FirstOrDefault(m =>
                TaskParser.IdOf(m) == task.Id
                && m.Parameters.Where((_, i) => i != task.CancellationIndex)
                    .Select(static p => p.Type.ToPlainName())
                    .SequenceEqual(task.Parameters.Select(static p => p.Type))
            );
    }
}
