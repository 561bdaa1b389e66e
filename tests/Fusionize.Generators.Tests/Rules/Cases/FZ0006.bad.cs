static class Work
{
    [FusionTask(Entry = true)] public static Task A(params string[] x) => Task.CompletedTask; // FZ0006
}
