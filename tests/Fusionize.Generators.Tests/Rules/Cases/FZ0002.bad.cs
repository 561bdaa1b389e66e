static class Work
{
    [FusionTask(Entry = true)] public static void Nothing() { } // FZ0002
    [FusionTask(Entry = true)] public static int Number() => 1; // FZ0002
    [FusionTask(Entry = true)] public static async void Async() => await Task.Yield(); // FZ0002
    [FusionTask(Entry = true)] public static IAsyncEnumerable<int> Stream() => throw null!; // FZ0002
}
