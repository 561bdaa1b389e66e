static class Work
{
    [FusionTask(Entry = true)] public static async Task A(int n) => await Helper(n); // FZ0020
    [FusionTask] public static async Task B(int n) => await A(n - 1);
    [FusionTask(Entry = true)] public static async Task<int> Fib(int n) => n < 2 ? n : await Fib(n - 1) + await Fib(n - 2); // FZ0020
    static Task Helper(int n) => B(n);
}
