class Work
{
    [FusionTask(Entry = true)]
    public static async Task Root(Work? other)
    {
        await Task.Yield();
        Store(1); // FZ0015
        _ = Count(1); // FZ0015
        other?.Own(); // FZ0015
        var kept = Store(2); // FZ0015
        Task asked = Count(3); // FZ0015
        if (asked.IsCompleted)
            return;
        Task later;
        later = Store(4); // FZ0015
        var handedOver = Store(5).Detach(); // FZ0015
        _ = Store(6).Detach(); // FZ0015
        Store(7).Detach(); // FZ0015
        Action run = () => Store(8).Detach(); // FZ0015
        Store(9).Detach().ConfigureAwait(false); // FZ0015
        _ = other is null ? Store(10) : other.Own().Detach(); // FZ0015 FZ0015
    }
    [FusionTask] public static Task Store(int x) => Task.CompletedTask;
    [FusionTask] public static Task<int> Count(int x) => Task.FromResult(x);
    [FusionTask] public Task Own() => Task.CompletedTask;
}
