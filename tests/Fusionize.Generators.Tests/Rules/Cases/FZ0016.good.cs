static class Work
{
    [FusionTask(Entry = true)]
    public static async Task Root()
    {
        await Store(1).Detach();
        await (Store(1)).Detach().ConfigureAwait(false);
        await DetachExtensions.Detach(Store(1));
        var handedOver = Store(2).Detach();
        await handedOver;
    }
    [FusionTask] public static Task Store(int x) => Task.CompletedTask;
}
