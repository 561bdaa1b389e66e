static class Work
{
    [FusionTask(Entry = true)] public static async Task A(int n) => await B(n);
    [FusionTask] public static async Task B(int n) { await A(n - 1).Detach(); await C(n); await C(n); }
    [FusionTask] public static Task C(int n) => Task.CompletedTask;
}
