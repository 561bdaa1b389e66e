static class Tasks
{
    [FusionTask, SqsTrigger("orders")] public static Task A(string text) => Task.CompletedTask;
    [FusionTask, SqsTrigger("orders")] public static Task B(string text) => Task.CompletedTask; // FZ0051
    [FusionTask, SqsTrigger("same")]
    [SqsTrigger("same")] // FZ0051
    public static Task C(string text) => Task.CompletedTask;
    [FusionTask, KinesisTrigger("clicks")]
    [KinesisTrigger("clicks", BatchSize = 5)] // FZ0051
    public static Task D(string text) => Task.CompletedTask;
    [FusionTask, SnsTrigger("news")]
    [SnsTrigger("news")] // FZ0051
    public static Task E(string text) => Task.CompletedTask;
    [FusionTask, S3Trigger("ups", Prefix = "in/")] public static Task F(S3ObjectEvent change) => Task.CompletedTask;
    [FusionTask, S3Trigger("ups", Events = "s3:ObjectCreated:Put", Prefix = "in/a")] public static Task G(S3ObjectEvent c) => null!; // FZ0051
}
