static class Work
{
    [FusionTask(Entry = true)] public static Task A() => Helper();
    [FusionTask] public static Task B() => C().Detach();
    [FusionTask] public static Task C() => Task.CompletedTask;
    [FusionTask] public static Task D() => Task.CompletedTask;
    static Task Helper() => B();
    public static Task Outside() => D();
}
