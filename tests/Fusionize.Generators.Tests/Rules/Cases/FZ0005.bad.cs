static class Work
{
    [FusionTask(Entry = true)] public static Task A(ref int x) => Task.CompletedTask; // FZ0005
    [FusionTask(Entry = true)] public static Task B(int y, out int x) { x = 1; return Task.CompletedTask; } // FZ0005
    [FusionTask(Entry = true)] public static Task C(in int x) => Task.CompletedTask; // FZ0005
    [FusionTask(Entry = true)] public static Task D(ReadOnlySpan<byte> x) => Task.CompletedTask; // FZ0005
    [FusionTask(Entry = true)] public static unsafe Task E(int* x) => Task.CompletedTask; // FZ0005
}
