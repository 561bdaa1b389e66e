static class Work
{
    [FusionTask(Entry = true)] public static Task Keep(Outer.CallKind kind) => Task.CompletedTask;
}
static class Outer
{
    public enum CallKind { A }
}
