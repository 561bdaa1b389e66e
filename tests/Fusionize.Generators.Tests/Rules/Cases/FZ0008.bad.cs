class Work
{
    [FusionTask(Entry = true)] private static Task A() => Task.CompletedTask; // FZ0008
    [FusionTask(Entry = true)] static Task B() => Task.CompletedTask; // FZ0008
    [FusionTask(Entry = true)] protected static Task C() => Task.CompletedTask; // FZ0008
    private static class Inner { [FusionTask(Entry = true)] public static Task D() => Task.CompletedTask; } // FZ0008
    public static void M()
    {
        [FusionTask(Entry = true)] static Task E() => Task.CompletedTask; // FZ0008
    }
}
file static class Local { [FusionTask(Entry = true)] public static Task F() => Task.CompletedTask; } // FZ0008
