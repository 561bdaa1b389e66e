static class Work
{
    [FusionTask(Entry = true)] public static Task A() => Task.CompletedTask;
    [FusionTask(Entry = true)] public static Task A(int x) => Task.CompletedTask; // FZ0011
    [FusionTask(Entry = true, Name = "x.y")] public static Task B() => Task.CompletedTask;
    [FusionTask(Entry = true, Name = "X_Y")] public static Task C() => Task.CompletedTask; // FZ0011
}
static class Other
{
    [FusionTask(Entry = true)] public static Task A() => Task.CompletedTask; // FZ0011
}
