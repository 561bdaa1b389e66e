static class Work
{
    [FusionTask(Entry = true)] public static Task<IReadOnlyList<int>> A(IReadOnlyList<string> x) => throw null!;
    public static Task NoTask<T>(T x) => Task.CompletedTask;
}
