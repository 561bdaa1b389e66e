public abstract class Common { protected static string Text => "x"; }
public sealed class Left(Right right) : Common
{
    [FusionTask(Entry = true)] public Task<string> A() => right.B();
}
public sealed class Right
{
    [FusionTask(Entry = true)] public Task<string> B() => Task.FromResult("b");
}
static class Work
{
    public static Task<string> Run() => new Left(new Right()).A();
}
