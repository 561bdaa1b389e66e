static class Tasks
{
    [FusionTask(Entry = true, Init = "Gone")] public static Task A() => Task.CompletedTask; // FZ0025
    [FusionTask(Entry = true, Init = nameof(Hidden))] public static Task B() => Task.CompletedTask; // FZ0025
    [FusionTask(Entry = true, Init = nameof(Asks))] public static Task C() => Task.CompletedTask; // FZ0025
    [FusionTask(Entry = true, Init = nameof(Generic))] public static Task D() => Task.CompletedTask; // FZ0025
    [FusionTask(Entry = true, Init = nameof(Number))] public static Task E() => Task.CompletedTask; // FZ0025
    [FusionTask(Entry = true, Init = nameof(Field))] public static Task F() => Task.CompletedTask; // FZ0025

    private static void Hidden() { }
    internal static void Asks(CancellationToken ct) { }
    internal static void Generic<T>() { }
    internal static int Number() => 1;
    internal const string Field = "";
}

class Instances
{
    [FusionTask(Entry = true, Init = nameof(Open))] public Task G() => Task.CompletedTask; // FZ0025
    internal void Open() { }
}
