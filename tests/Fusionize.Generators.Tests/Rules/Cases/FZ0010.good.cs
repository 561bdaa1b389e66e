static class Work
{
    [FusionTask(Entry = true, Name = "Orders.Place")] public static Task A() => Task.CompletedTask;
    [FusionTask(Entry = true, Name = null)] public static Task B() => Task.CompletedTask;
    [FusionTask(Entry = true, Name = "Pruefe")] public static Task Prüfe() => Task.CompletedTask;
}
