static class Work
{
    [FusionTask(Entry = true)]
    public static Task Root(
        int a,
        int A = 9) => Task.CompletedTask; // FZ0029
    [FusionTask(Entry = true)]
    public static Task Other(
        int name, int id, CancellationToken Id) => Task.CompletedTask; // FZ0029
}
