static class Tasks
{
    [FusionTask, HttpGet("/a")] public static Task A() => Task.CompletedTask;
    [FusionTask(Entry = true)] public static Task B() => Task.CompletedTask;
    [Obsolete] public static void C() { }
}
