internal static class Stock
{
    [FusionTask] public static Task A() => Task.CompletedTask; // FZ0025
}
public static class Public
{
    [FusionTask] internal static Task B() => Task.CompletedTask; // FZ0025
    [FusionTask] public static Task C() => Task.CompletedTask;
}
