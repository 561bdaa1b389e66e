using System.Text.Json;

static class Tasks
{
    [FusionTask, SqsTrigger("")] public static Task A(string text) => Task.CompletedTask; // FZ0050
    [FusionTask, SqsTrigger("or ders")] public static Task B(string text) => Task.CompletedTask; // FZ0050
    [FusionTask, SqsTrigger("arn:aws:sns:eu-central-1:123456789012:orders")] public static Task C(string text) => Task.CompletedTask; // FZ0050
    [FusionTask, SqsTrigger("d1", BatchSize = 0)] public static Task D1(string text) => Task.CompletedTask; // FZ0050
    [FusionTask, SqsTrigger("d2", BatchSize = 11)] public static Task D2(string text) => Task.CompletedTask; // FZ0050
    [FusionTask, SqsTrigger("d3.fifo", BatchSize = 11)] public static Task D3(string text) => Task.CompletedTask; // FZ0050
    [FusionTask, SqsTrigger("d4.fifo", MaximumBatchingWindowInSeconds = 1)] public static Task D4(string text) => Task.CompletedTask; // FZ0050
    [FusionTask, SqsTrigger("d", BatchSize = 10001, MaximumBatchingWindowInSeconds = 1)] public static Task D5(string t) => null!; // FZ0050
    [FusionTask, SqsTrigger("d6", MaximumConcurrency = 1)] public static Task D6(string text) => Task.CompletedTask; // FZ0050
    [FusionTask, SqsTrigger("d7", MaximumBatchingWindowInSeconds = 301)] public static Task D7(string text) => Task.CompletedTask; // FZ0050
    [FusionTask, SqsTrigger("d8", MaxDegreeOfParallelism = 0)] public static Task D8(string text) => Task.CompletedTask; // FZ0050
    [FusionTask, SqsTrigger("d9", Filters = "{\"body\":}")] public static Task D9(string text) => Task.CompletedTask; // FZ0050
    [FusionTask, SnsTrigger("news.fifo")] public static Task E(string text) => Task.CompletedTask; // FZ0050
    [FusionTask, SnsTrigger("news", FilterPolicy = "[]")] public static Task E2(string text) => Task.CompletedTask; // FZ0050
    [FusionTask, S3Trigger("Uploads")] public static Task F(S3ObjectEvent change) => Task.CompletedTask; // FZ0050
    [FusionTask, S3Trigger("uploads", Events = "ObjectCreated")] public static Task F2(S3ObjectEvent change) => Task.CompletedTask; // FZ0050
    [FusionTask, S3Trigger("uploads", Events = "s3:*")] public static Task F3(S3ObjectEvent change) => Task.CompletedTask; // FZ0050
    [FusionTask, S3Trigger("uploads2", Suffix = "*.csv")] public static Task F4(S3ObjectEvent change) => Task.CompletedTask; // FZ0050
    [FusionTask, EventBridgeTrigger] public static Task G(JsonElement detail) => Task.CompletedTask; // FZ0050
    [FusionTask, EventBridgeTrigger(Pattern = "{}", Source = "a")] public static Task G2(JsonElement detail) => Task.CompletedTask; // FZ0050
    [FusionTask, EventBridgeTrigger(Pattern = "{\"source\":[\"a\"}")] public static Task G3(JsonElement detail) => Task.CompletedTask; // FZ0050
    [FusionTask, DynamoDbStreamTrigger("it ems")] public static Task H(DynamoDbRecord change) => Task.CompletedTask; // FZ0050
    [FusionTask, DynamoDbStreamTrigger("its", StartingPosition = "AT_TIMESTAMP")] public static Task H2(DynamoDbRecord c) => null!; // FZ0050
    [FusionTask, KinesisTrigger("clicks", ParallelizationFactor = 11)] public static Task I(string text) => Task.CompletedTask; // FZ0050
    [FusionTask, KinesisTrigger("clicks", MaximumRecordAgeInSeconds = 59)] public static Task I2(string text) => Task.CompletedTask; // FZ0050
    [FusionTask, Schedule("every day")] public static Task J() => Task.CompletedTask; // FZ0050
    [FusionTask, Schedule("rate(5 minute)")] public static Task J2() => Task.CompletedTask; // FZ0050
    [FusionTask, Schedule("rate(1 minutes)")] public static Task J3() => Task.CompletedTask; // FZ0050
    [FusionTask, Schedule("rate(0 minutes)")] public static Task J4() => Task.CompletedTask; // FZ0050
    [FusionTask, Schedule("rate(5 seconds)")] public static Task J5() => Task.CompletedTask; // FZ0050
    [FusionTask, Schedule("cron(0 12 * * *)")] public static Task J6() => Task.CompletedTask; // FZ0050
    [FusionTask, Schedule("cron(0 12 * * * *)")] public static Task J7() => Task.CompletedTask; // FZ0050
    [FusionTask, Schedule("cron(0 12 ? * ? *)")] public static Task J8() => Task.CompletedTask; // FZ0050
    [FusionTask, Schedule("cron(60 12 * * ? *)")] public static Task J9() => Task.CompletedTask; // FZ0050
    [FusionTask, Schedule("cron(0 12 32 * ? *)")] public static Task J10() => Task.CompletedTask; // FZ0050
    [FusionTask, Schedule("cron(0 12 ? * FOO *)")] public static Task J11() => Task.CompletedTask; // FZ0050
    [FusionTask, Schedule("cron(0/0 12 * * ? *)")] public static Task J12() => Task.CompletedTask; // FZ0050
}
