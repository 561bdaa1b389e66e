static class Work
{
    [FusionTask(Entry = true)] public static Task A(IReadOnlyList<string> x) => Task.CompletedTask;
    public static Task NoTask(params string[] x) => Task.CompletedTask;
}
