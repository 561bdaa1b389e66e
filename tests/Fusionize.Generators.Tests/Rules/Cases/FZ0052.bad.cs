sealed record Order(string Id);

static class Tasks
{
    [FusionTask, SqsTrigger("a")] public static Task A(Order order, string other) => Task.CompletedTask; // FZ0052
    [FusionTask, SqsTrigger("b")] public static Task B(SnsMessage<Order> order) => Task.CompletedTask; // FZ0052
    [FusionTask, SnsTrigger("c"), SqsTrigger("c")] public static Task C(SqsMessage<Order> order) => Task.CompletedTask; // FZ0052
    [FusionTask, S3Trigger("uploads")] public static Task D(Order order) => Task.CompletedTask; // FZ0052
    [FusionTask, DynamoDbStreamTrigger("items")] public static Task E(Order order) => Task.CompletedTask; // FZ0052
    [FusionTask, Schedule("rate(1 hour)")] public static Task F(string text) => Task.CompletedTask; // FZ0052
    [FusionTask, EventBridgeTrigger(Source = "a")] public static Task G(IReadOnlyList<Order> orders) => Task.CompletedTask; // FZ0052
    [FusionTask, KinesisTrigger("clicks")] public static Task H(DynamoDbRecord record) => Task.CompletedTask; // FZ0052
}
