struct Work
{
    [FusionTask(Entry = true)] public static Task A() => Task.CompletedTask;
}
sealed class Other
{
    [FusionTask(Entry = true)] public Task B() => Task.CompletedTask;
}
static class Extensions
{
    [FusionTask(Entry = true)] public static Task C(string text) => Task.CompletedTask;
    extension(string text)
    {
        public Task D() => C(text);
    }
}
