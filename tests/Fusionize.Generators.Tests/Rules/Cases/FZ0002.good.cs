static class Work
{
    [FusionTask(Entry = true)] public static Task A() => Task.CompletedTask;
    [FusionTask(Entry = true)] public static Task<int> B() => Task.FromResult(1);
    [FusionTask(Entry = true)] public static ValueTask C() => default;
    [FusionTask(Entry = true)] public static ValueTask<int> D() => default;
    public static void NoTask() { }
}
