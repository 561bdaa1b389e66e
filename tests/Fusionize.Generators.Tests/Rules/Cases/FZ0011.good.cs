static class Work
{
    [FusionTask(Entry = true)] public static Task A() => Task.CompletedTask;
    [FusionTask(Entry = true, Name = "A.ById")] public static Task A(int x) => Task.CompletedTask;
    public static Task A(string x) => Task.CompletedTask;
}
static class Other
{
    [FusionTask(Entry = true, Name = "Other.A")] public static Task A() => Task.CompletedTask;
}
