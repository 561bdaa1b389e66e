static class Work
{
    [FusionTask(Entry = true)] public static Task Generic<T>(T x) => Task.CompletedTask; // FZ0003
}
class Outer<T>
{
    [FusionTask(Entry = true)] public static Task A() => Task.CompletedTask; // FZ0003
    internal class Inner { [FusionTask(Entry = true)] public static Task B() => Task.CompletedTask; } // FZ0003
}
