sealed record Order(string Id);

static class Tasks
{
    [FusionTask, SqsTrigger("a")] public static Task A(Order order, CancellationToken ct) => Task.CompletedTask;
    [FusionTask, SqsTrigger("b")] public static Task B(SqsMessage<Order> order) => Task.CompletedTask;
    [FusionTask, SqsTrigger("c")] public static Task C(SqsMessage message) => Task.CompletedTask;
    [FusionTask, SqsTrigger("d")] public static Task<BatchResponse> D(IReadOnlyList<SqsMessage<Order>> orders) => throw null!;
    [FusionTask, SqsTrigger("e")] public static Task E(System.Collections.Immutable.ImmutableArray<Order> orders) => Task.CompletedTask;
    [FusionTask, SqsTrigger("f")] public static Task F() => Task.CompletedTask;
    [FusionTask, SqsTrigger("g"), SnsTrigger("g"), KinesisTrigger("g"), EventBridgeTrigger(Source = "g")]
    public static Task G(Order order) => Task.CompletedTask;
    [FusionTask, SnsTrigger("h")] public static Task H(SnsMessage<string> text) => Task.CompletedTask;
    [FusionTask, S3Trigger("uploads")] public static Task I(IReadOnlyList<S3ObjectEvent> changes) => Task.CompletedTask;
    [FusionTask, EventBridgeTrigger(Source = "j")] public static Task J(EventBridgeEvent<Order> order) => Task.CompletedTask;
    [FusionTask, DynamoDbStreamTrigger("k")] public static Task K(DynamoDbRecord<Order> change) => Task.CompletedTask;
    [FusionTask, DynamoDbStreamTrigger("l")] public static Task L(DynamoDbRecord change) => Task.CompletedTask;
    [FusionTask, KinesisTrigger("m")] public static Task M(KinesisRecord<Order> record) => Task.CompletedTask;
    [FusionTask, Schedule("rate(1 hour)")] public static Task N(ScheduledEvent at, CancellationToken ct) => Task.CompletedTask;
    [FusionTask, HttpPost("/orders"), SqsTrigger("o")] public static Task O(Order order) => Task.CompletedTask;
}
