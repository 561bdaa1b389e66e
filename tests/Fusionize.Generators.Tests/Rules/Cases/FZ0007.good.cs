static class Work
{
    [FusionTask(Entry = true)] public static Task A(CancellationToken ct, int x) => Task.CompletedTask;
    [FusionTask(Entry = true)] public static Task B() => Task.CompletedTask;
}
