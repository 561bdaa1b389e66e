using Fusionize.Shared;

namespace Fusionize.Generators.Model;

/// <summary>
/// The host's methods that find nulls where a type doesn't allow one and System.Text.Json doesn't refuse it: among the elements of a collection, for
/// example.
/// </summary>
/// <param name="Methods">The methods.</param>
/// <param name="Arguments">For each argument with such a method, the method's name.</param>
/// <param name="Results">For each task whose result has such a method, the method's name.</param>
/// <param name="Copies">For each copied type, its methods.</param>
internal sealed record HostNulls(
    EquatableArray<NullMethod> Methods,
    EquatableArray<NullArgument> Arguments,
    EquatableArray<NullResult> Results,
    EquatableArray<NullCopy> Copies
);

/// <summary>A method that returns the path to a null in a value.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its parameter <c>value</c>.</param>
/// <param name="Statements">Its statements, which end with a return.</param>
internal sealed record NullMethod(string Name, string Type, EquatableArray<string> Statements);

/// <param name="Task">Id of a task.</param>
/// <param name="Index">Position of an argument; the cancellation token doesn't count. Or <see cref="OfContent"/>.</param>
/// <param name="Method">The method for it.</param>
internal sealed record NullArgument(string Task, int Index, string Method)
{
    /// <summary>Stands for the content of an event's message.</summary>
    public const int OfContent = -1;
}

/// <param name="Task">Id of a task.</param>
/// <param name="Method">The method for its result.</param>
internal sealed record NullResult(string Task, string Method);

/// <param name="Type">A copied type.</param>
/// <param name="Strict">The method if no type argument allows null; null if there can be none.</param>
/// <param name="Lenient">The method if all type arguments allow null; null if there can be none.</param>
internal sealed record NullCopy(string Type, string? Strict, string? Lenient);
