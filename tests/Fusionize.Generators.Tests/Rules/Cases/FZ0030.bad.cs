static class Work
{
    [FusionTask(Entry = true)]
    public static async Task Root(CancellationToken ct)
    {
        await Store(1); // FZ0030
        await Task.WhenAll(new[] { 1 }.Select(x => Store(x))); // FZ0030
        Func<CancellationToken, Task> inner = static token => Store(2); // FZ0030
        await inner(ct);
    }
    [FusionTask] public static Task Store(int x, CancellationToken ct = default) => Task.CompletedTask;
}
