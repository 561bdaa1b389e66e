static class Work
{
    [FusionTask(Entry = true)]
    public static async Task Root()
    {
        await Store(1);
        await Store(2).Detach();
    }
    [FusionTask] public static Task Store(int x) => Task.CompletedTask;
}
