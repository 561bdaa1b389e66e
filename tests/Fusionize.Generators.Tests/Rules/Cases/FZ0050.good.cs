using System.Text.Json;

static class Tasks
{
    [FusionTask, SqsTrigger("orders")] public static Task A(string text) => Task.CompletedTask;
    [FusionTask, SqsTrigger("or-ders_2.fifo", BatchSize = 10, MaxDegreeOfParallelism = 1)] public static Task B(string text) => Task.CompletedTask;
    [FusionTask, SqsTrigger("arn:aws:sqs:eu-central-1:123456789012:c")] public static Task C(string text) => Task.CompletedTask;
    [FusionTask, SqsTrigger("d", BatchSize = 10_000, MaximumBatchingWindowInSeconds = 300, MaximumConcurrency = 2, MaxReceiveCount = 5)]
    public static Task D(string text) => Task.CompletedTask;
    [FusionTask, SqsTrigger("e", Filters = "{\"body\":{\"kind\":[\"a;b\"]}}; {\"body\":{\"kind\":[null,-1.5e3]}}")]
    public static Task E(string text) => Task.CompletedTask;
    [FusionTask, SnsTrigger("news", FilterPolicy = "{ \"kind\" : [ \"a\" ] }")] public static Task F(string text) => Task.CompletedTask;
    [FusionTask, S3Trigger("uploads", Events = "s3:ObjectCreated:*;s3:ObjectRemoved:Delete", Prefix = "in/", Suffix = ".csv")]
    public static Task G(S3ObjectEvent change) => Task.CompletedTask;
    [FusionTask, EventBridgeTrigger(Source = "shop")] public static Task H(JsonElement detail) => Task.CompletedTask;
    [FusionTask, EventBridgeTrigger(Pattern = "{\"source\":[{\"prefix\":\"sh\\u00e4\"}]}", EventBusName = "shop")]
    public static Task H2(JsonElement detail) => Task.CompletedTask;
    [FusionTask, DynamoDbStreamTrigger("items.2", BatchSize = 1000, MaximumRetryAttempts = 0, BisectBatchOnFunctionError = true)]
    public static Task I(DynamoDbRecord change) => Task.CompletedTask;
    [FusionTask, KinesisTrigger("clicks", StartingPosition = "TRIM_HORIZON", MaximumRecordAgeInSeconds = 60, ParallelizationFactor = 10)]
    public static Task J(string text) => Task.CompletedTask;
    [FusionTask]
    [Schedule("rate(1 minute)")]
    [Schedule("rate(5 minutes)")]
    [Schedule("rate(1 hour)")]
    [Schedule("rate(7 days)")]
    [Schedule("cron(0 10 * * ? *)")]
    [Schedule("cron(15 12 * * ? *)")]
    [Schedule("cron(0 18 ? * MON-FRI *)")]
    [Schedule("cron(0 8 1 * ? *)")]
    [Schedule("cron(0/15 * * * ? *)")]
    [Schedule("cron(0/5 8-17 ? * MON-FRI *)")]
    [Schedule("cron(0,30 9 3W JAN,jul ? 2027-2030)")]
    [Schedule("cron(0 9 L * ? *)")]
    [Schedule("cron(0 9 ? * 2#1 *)")]
    [Schedule("cron(0 9 ? * FRIL *)", Enabled = false)]
    public static Task K() => Task.CompletedTask;
}
