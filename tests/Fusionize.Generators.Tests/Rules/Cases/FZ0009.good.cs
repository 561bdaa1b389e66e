struct Work
{
    [FusionTask(Entry = true)] public static Task A() => Task.CompletedTask;
}
sealed class Other
{
    [FusionTask(Entry = true)] public Task B() => Task.CompletedTask;
}
