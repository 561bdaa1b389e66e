static class Work
{
    [FusionTask(Entry = true)]
    public static async Task Root()
    {
        var call = Store(1);
        await call.Detach(); // FZ0016
        await NoTask().Detach(); // FZ0016
        await Task.WhenAll(Store(1), Store(2)).Detach(); // FZ0016
        await ((Task)Number(1)).Detach(); // FZ0016
        await (Number(1) as Task).Detach(); // FZ0016
        await (true ? Store(1) : Store(2)).Detach(); // FZ0016
        await Store(1)?.Detach()!; // FZ0016
        await Task.WhenAll(new[] { 1 }.Select(x => Store(x)).Select(DetachExtensions.Detach)); // FZ0016
        dynamic d = 1;
        await DetachExtensions.Detach(d); // FZ0016
    }
    [FusionTask] public static Task Store(int x) => Task.CompletedTask;
    [FusionTask] public static Task<int> Number(int x) => Task.FromResult(x);
    static Task NoTask() => Task.CompletedTask;
}
