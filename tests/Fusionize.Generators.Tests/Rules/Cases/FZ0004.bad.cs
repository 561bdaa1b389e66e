interface IWork
{
    [FusionTask(Entry = true)] Task A(); // FZ0004
}
abstract class Work
{
    [FusionTask(Entry = true)] public virtual Task B() => Task.CompletedTask; // FZ0004
    [FusionTask(Entry = true)] public abstract Task C(); // FZ0004
}
class Derived : Work
{
    [FusionTask(Entry = true)] public override Task C() => Task.CompletedTask; // FZ0004
}
