static class Work
{
    [FusionTask(Entry = true)]
    public static async Task Root()
    {
        await Store(1).Detach();
        await (Store(1)).Detach().ConfigureAwait(false);
        await DetachExtensions.Detach(Store(1));
        await DetachExtensions.Detach(call: Number(1));
        await Number(1)!.Detach();
        _ = nameof(DetachExtensions.Detach);
        var handedOver = Store(2).Detach();
        await handedOver;
    }
    [FusionTask] public static Task<int> Number(int x) => Task.FromResult(x);
    [FusionTask] public static Task Store(int x) => Task.CompletedTask;
}
