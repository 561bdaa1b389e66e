internal class Work
{
    [FusionTask(Entry = true)] internal static Task A() => Task.CompletedTask;
    [FusionTask(Entry = true)] protected internal static Task B() => Task.CompletedTask;
    internal static class Inner { [FusionTask(Entry = true)] public static Task C() => Task.CompletedTask; }
}
