static class Work
{
    [FusionTask(Entry = true)]
    public static async Task Root()
    {
        var call = Store(1);
        await call.Detach(); // FZ0016
        await NoTask().Detach(); // FZ0016
        await Task.WhenAll(Store(1), Store(2)).Detach(); // FZ0016
    }
    [FusionTask] public static Task Store(int x) => Task.CompletedTask;
    static Task NoTask() => Task.CompletedTask;
}
