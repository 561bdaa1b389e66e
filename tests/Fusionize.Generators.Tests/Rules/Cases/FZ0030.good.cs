static class Work
{
    [FusionTask(Entry = true)]
    public static async Task Root(CancellationToken ct)
    {
        await Store(1, ct);
        await Store(2, CancellationToken.None);
        await Store(3, default);
        await Store(4).Detach();
        await Other(5);
        Func<CancellationToken, Task> two = token => Store(6);
        Func<Task> none = static () => Store(7);
        await two(ct);
        await none();
    }
    [FusionTask(Entry = true)] public static Task Without() => Store(8);
    [FusionTask] public static Task Store(int x, CancellationToken ct = default) => Task.CompletedTask;
    static Task Other(int x, CancellationToken ct = default) => Task.CompletedTask;
}
