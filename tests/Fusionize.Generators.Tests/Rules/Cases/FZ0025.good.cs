class Tasks
{
    [FusionTask(Entry = true, Init = nameof(Nothing))] public static Task A() => Task.CompletedTask;
    [FusionTask(Entry = true, Init = nameof(Later))] public static Task B() => Task.CompletedTask;
    [FusionTask(Entry = true, Init = nameof(Value))] public Task C() => Task.CompletedTask;

    internal static void Nothing() { }
    internal static void Nothing(int overload) { }
    internal static async Task<int> Later() { await Task.Yield(); return 1; }
    public static ValueTask Value() => default;
}
