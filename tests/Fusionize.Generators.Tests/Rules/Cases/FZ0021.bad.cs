static class Work
{
    [FusionTask(Entry = true)] public static Task A() => B();
    [FusionTask] public static Task B() => Task.CompletedTask;
    [FusionTask] public static Task C() => D(); // FZ0021
    [FusionTask] public static Task D() => Task.CompletedTask; // FZ0021
}
