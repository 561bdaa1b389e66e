struct Work
{
    [FusionTask(Entry = true)] public Task A() => Task.CompletedTask; // FZ0009
}
record struct Other(int X)
{
    [FusionTask(Entry = true)] public Task B() => Task.CompletedTask; // FZ0009
}
