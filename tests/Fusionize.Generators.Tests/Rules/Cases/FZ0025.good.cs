internal static class Stock
{
    [FusionTask(Entry = true)] public static Task A() => B();
    [FusionTask] internal static Task B() => Task.CompletedTask;
}
