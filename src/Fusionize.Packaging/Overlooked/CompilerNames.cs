namespace Fusionize.Packaging.Overlooked;

/// <summary>Names that the compilers of C#, Visual Basic and F# give to what they make of lambdas and state machines: most hold the name of the
/// method around.</summary>
internal static class CompilerNames
{
    private const string VisualBasic = "VB$StateMachine_";
    private const string FSharpStart = "<StartupCode$";

    /// <summary>Whether a type is a compiler's.</summary>
    public static bool IsMade(string type) =>
        type.StartsWith('<') || type.StartsWith(VisualBasic, StringComparison.Ordinal) || type.Contains('@', StringComparison.Ordinal);

    /// <summary>The method in a name: <c>&lt;Run&gt;d__0</c>, <c>&lt;&lt;Run&gt;b__0&gt;d</c>, <c>VB$StateMachine_1_Run</c>, <c>Run@12</c>; null
    /// where it holds none.</summary>
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

    /// <summary>A type's name with dots; F# keeps what begins in a file in a type called like the file.</summary>
    public static string Plain(string type) =>
        (
            type.StartsWith(FSharpStart, StringComparison.Ordinal)
                ? type[(type.IndexOf('>', StringComparison.Ordinal) + 1)..].TrimStart('.', '$')
                : type
        ).Replace('/', '.');
}
