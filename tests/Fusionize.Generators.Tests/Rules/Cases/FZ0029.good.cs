static class Work
{
    [FusionTask(Entry = true)] public static Task Root(int a, int b, int ab) => Task.CompletedTask;
    public static Task NoTask(int a, int A) => Task.CompletedTask;
}
