interface IStore;
sealed class FileStore : IStore;
static class Provide
{
    [FusionService] public static IStore Store() => new FileStore();
}
sealed class Orders(IStore store, Billing billing, int retries = 3)
{
    [FusionTask(Entry = true)] public async Task<int> A() { await billing.B(); return store.GetHashCode() + retries; }
}
sealed class Billing
{
    public Billing(IStore store) { }
    private Billing() { }
    [FusionTask] public Task B() => Task.CompletedTask;
}
