namespace Fusionize.Packaging.Overlooked;

/// <summary>Names of lambdas and state machines, as the compilers of C#, Visual Basic and F# generate them: most contain the name of the enclosing
/// method.</summary>
internal static class CompilerNames
{
    private const string VisualBasic = "VB$StateMachine_";
    private const string FSharpStart = "<StartupCode$";

    /// <summary>Whether a type is compiler-generated.</summary>
    public static bool IsMade(string type) =>
        type.StartsWith('<') || type.StartsWith(VisualBasic, StringComparison.Ordinal) || type.Contains('@', StringComparison.Ordinal);

    /// <summary>The method in a name: <c>&lt;Run&gt;d__0</c>, <c>&lt;&lt;Run&gt;b__0&gt;d</c>, <c>VB$StateMachine_1_Run</c>, <c>Run@12</c>; null if
    /// there is none.</summary>
    public static string? MethodIn(string name)
    {
        if (name.StartsWith('<'))
            return name.TrimStart('<') is var inner && inner.IndexOf('>', StringComparison.Ordinal) is > 0 and var end ? inner[..end] : null;
        if (name.StartsWith(VisualBasic, StringComparison.Ordinal))
            return name[VisualBasic.Length..] is var rest && rest.IndexOf('_', StringComparison.Ordinal) is >= 0 and var number
                ? rest[(number + 1)..]
                : null;
        return name.IndexOf('@', StringComparison.Ordinal) is > 0 and var at ? name[..at] : null;
    }

    /// <summary>A type's name with dots. F# puts the start-up code of a file into a type with the file's name.</summary>
    public static string Plain(string type) =>
        (
            type.StartsWith(FSharpStart, StringComparison.Ordinal)
                ? type[(type.IndexOf('>', StringComparison.Ordinal) + 1)..].TrimStart('.', '$')
                : type
        ).Replace('/', '.');
}
