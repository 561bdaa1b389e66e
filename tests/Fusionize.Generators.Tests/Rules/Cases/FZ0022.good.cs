static class Provide
{
    [FusionService] public static Stream Method(string name = "x") => Stream.Null;
    [FusionService(PerInvocation = true)] internal static TextWriter Property { get; } = TextWriter.Null;
}
