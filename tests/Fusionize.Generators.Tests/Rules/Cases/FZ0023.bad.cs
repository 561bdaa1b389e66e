interface IStore;
sealed class Session;
sealed class Cache(Session session) { public Session Session => session; }
static class Provide
{
    [FusionService(PerInvocation = true)] public static Session Session() => new();
    [FusionService] public static Cache Cache(Session session) => new(session);
}
sealed class Orders(IStore store) // FZ0023
{
    [FusionTask(Entry = true)] public Task A() => Task.FromResult(store);
}
sealed class Two // FZ0023
{
    public Two() { }
    public Two(Session session) { }
    [FusionTask(Entry = true)] public Task B() => Task.CompletedTask;
}
sealed class Captive(Cache cache) // FZ0023
{
    [FusionTask(Entry = true)] public Task C() => Task.FromResult(cache);
}
sealed class Left(Right right) // FZ0023
{
    [FusionTask(Entry = true)] public Task D() => Task.FromResult(right);
}
sealed class Right(Left left) // FZ0023
{
    [FusionTask(Entry = true)] public Task E() => Task.FromResult(left);
}
