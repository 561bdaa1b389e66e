static class Provide
{
    [FusionService] public static Stream Method(string name = "x") => Stream.Null;
    [FusionService] public static IReadOnlyDictionary<T, List<TOther[]>> Generic<TOther, T>(IComparer<T> comparer) where T : notnull => null!;
    [FusionService(PerInvocation = true)] internal static TextWriter Property { get; } = TextWriter.Null;
}
