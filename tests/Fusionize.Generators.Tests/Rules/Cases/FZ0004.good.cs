interface IWork { Task A(); }
class Work : IWork
{
    [FusionTask(Entry = true)] public Task A() => Task.CompletedTask;
    public virtual Task NoTask() => Task.CompletedTask;
}
