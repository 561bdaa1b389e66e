static class Tasks
{
    [FusionTask, SqsTrigger("a")] public static Task A(string text) => Task.CompletedTask;
    [FusionTask]
    [Schedule("rate(1 hour)")]
    public static Task B() => Task.CompletedTask;
}
