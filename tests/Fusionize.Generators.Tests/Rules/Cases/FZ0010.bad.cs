static class Work
{
    [FusionTask(Entry = true, Name = "../etc")] public static Task A() => Task.CompletedTask; // FZ0010
    [FusionTask(Entry = true, Name = "")] public static Task B() => Task.CompletedTask; // FZ0010
    [FusionTask(Entry = true)] public static Task Prüfe() => Task.CompletedTask; // FZ0010
}
