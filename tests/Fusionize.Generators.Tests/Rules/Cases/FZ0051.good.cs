static class Tasks
{
    [FusionTask, SqsTrigger("orders"), SqsTrigger("returns")] public static Task A(string text) => Task.CompletedTask;
    [FusionTask, KinesisTrigger("clicks")] public static Task B(string text) => Task.CompletedTask;
    [FusionTask, KinesisTrigger("clicks")] public static Task C(string text) => Task.CompletedTask;
    [FusionTask, SnsTrigger("news")] public static Task D(string text) => Task.CompletedTask;
    [FusionTask, SnsTrigger("news")] public static Task E(string text) => Task.CompletedTask;
    [FusionTask, S3Trigger("uploads", Prefix = "in/")] public static Task F(S3ObjectEvent change) => Task.CompletedTask;
    [FusionTask, S3Trigger("uploads", Prefix = "out/")] public static Task G(S3ObjectEvent change) => Task.CompletedTask;
    [FusionTask, S3Trigger("uploads", Events = "s3:ObjectRemoved:*")] public static Task H(S3ObjectEvent change) => Task.CompletedTask;
    [FusionTask, EventBridgeTrigger(Source = "a")] public static Task I(string detail) => Task.CompletedTask;
    [FusionTask, EventBridgeTrigger(Source = "a")] public static Task J(string detail) => Task.CompletedTask;
    [FusionTask, Schedule("rate(1 hour)")] public static Task K() => Task.CompletedTask;
    [FusionTask, Schedule("rate(1 hour)")] public static Task L() => Task.CompletedTask;
}
