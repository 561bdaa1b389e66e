struct Work
{
    [FusionTask(Entry = true)] public Task A() => Task.CompletedTask; // FZ0009
}
record struct Other(int X)
{
    [FusionTask(Entry = true)] public Task B() => Task.CompletedTask; // FZ0009
}
static class Extensions
{
    extension(string text)
    {
        [FusionTask(Entry = true)] public Task C() => Task.CompletedTask; // FZ0009
        [FusionTask(Entry = true)] public static Task D() => Task.CompletedTask; // FZ0009
    }
}
