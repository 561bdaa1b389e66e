static class Work
{
    [FusionTask(Entry = true)] public static Task A(CancellationToken first, int x, CancellationToken second) => Task.CompletedTask; // FZ0007
}
