static class Work
{
    [FusionTask(Entry = true)] public static Task A() => Helper();
    [FusionTask] public static Task B() => C().Detach();
    [FusionTask] public static Task C() => Task.CompletedTask;
    [FusionTask] public static Task D() => Task.CompletedTask;
    static Task Helper() => B();
    public static Task Outside() => D();
    [FusionTask(Entry = true)] public static Task E(string x) => x.Blocked();
    [FusionTask] public static Task F() => Task.CompletedTask;
    [FusionTask] public static Task G() => Task.CompletedTask;
}
static class Blocks
{
    extension(string x)
    {
        public Task Blocked() => Blocks.Other(x, 1);
        public Task Other(int y) => Work.F();
        public static Task Static() => Work.G();
    }
    [FusionTask(Entry = true)] public static Task Uses() => string.Static();
}
class Through : IThrough
{
    [FusionTask(Entry = true)] public static Task Start(IThrough x) => x.Go(); // FZ0012 FZ0017
    [FusionTask] public Task Go() => Task.CompletedTask;
}
interface IThrough
{
    Task Go();
}
