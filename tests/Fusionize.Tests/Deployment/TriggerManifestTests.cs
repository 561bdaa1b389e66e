using System.Text;
using System.Text.Json.Nodes;
using Fusionize.Packaging;
using Fusionize.Setups;

namespace Fusionize.Tests.Deployment;

/// <summary>The triggers of fusion-manifest.json (docs/events.md).</summary>
public sealed class TriggerManifestTests : IDisposable
{
    private const string Stream = "\"source\":\"s\",\"batchSize\":100,\"reportBatchItemFailures\":true,\"startingPosition\":\"LATEST\"";

    private readonly Builds _builds = new();

    public void Dispose() => _builds.Dispose();

    [Theory]
    [InlineData(
        """{"kind":"sqs","source":"orders","batchSize":20,"maximumBatchingWindowInSeconds":5,"maximumConcurrency":2,"maxReceiveCount":5,"filters":["{}"],"reportBatchItemFailures":true,"enabled":false}"""
    )]
    [InlineData("""{"kind":"sns","source":"news","filterPolicy":"{}"}""")]
    [InlineData("""{"kind":"s3","source":"uploads","events":["s3:ObjectCreated:*"],"prefix":"a","suffix":"b"}""")]
    [InlineData("""{"kind":"eventbridge","source":"default","pattern":"{}"}""")]
    [InlineData("{\"kind\":\"kinesis\"," + Stream + "}")]
    [InlineData(
        "{\"kind\":\"dynamodb-stream\",\"source\":\"s\",\"batchSize\":1,\"maximumBatchingWindowInSeconds\":300,\"filters\":[\"{}\"],"
            + "\"reportBatchItemFailures\":true,\"startingPosition\":\"TRIM_HORIZON\",\"parallelizationFactor\":10,\"maximumRetryAttempts\":0,"
            + "\"maximumRecordAgeInSeconds\":60,\"bisectBatchOnFunctionError\":true}"
    )]
    [InlineData("""{"kind":"schedule","expression":"rate(5 minutes)"}""")]
    public void A_trigger_is_read_and_written_as_it_is(string trigger)
    {
        var manifest = Parse(trigger);
        Assert.Equal(trigger, JsonNode.Parse(manifest.ToJson())!["tasks"]![0]!["triggers"]![0]!.ToJsonString());
    }

    [Theory]
    [InlineData("""{"kind":"mqtt","source":"a"}""", "is of an unknown kind")]
    [InlineData("""{"source":"a"}""", "kind")]
    [InlineData("""{"kind":null}""", "kind")]
    [InlineData("""{"kind":"sqs","batchSize":10}""", "has no 'source'")]
    [InlineData("""{"kind":"sqs","source":" ","batchSize":10}""", "has an empty 'source'")]
    [InlineData("""{"kind":"sqs","source":"a"}""", "has no 'batchSize'")]
    [InlineData("""{"kind":"sqs","source":"a","batchSize":0}""", "has 0 as 'batchSize'")]
    [InlineData("""{"kind":"sqs","source":"a","batchSize":"10"}""", "batchSize")]
    [InlineData("""{"kind":"sqs","source":"a","batchSize":10,"prefix":"a"}""", "has 'prefix', which it can't have")]
    [InlineData("""{"kind":"sqs","source":"a","batchSize":10,"filters":[null]}""", "has an empty value in 'filters'")]
    [InlineData("""{"kind":"sqs","source":"a","batchSize":10,"unknown":1}""", "unknown")]
    [InlineData("""{"kind":"sns","source":"a","batchSize":10}""", "has 'batchSize', which it can't have")]
    [InlineData("""{"kind":"s3","source":"a"}""", "has no 'events'")]
    [InlineData("""{"kind":"s3","source":"a","events":[]}""", "has an empty value in 'events'")]
    [InlineData("""{"kind":"eventbridge","source":"a"}""", "has no 'pattern'")]
    [InlineData("""{"kind":"schedule","expression":"rate(1 day)","source":"a"}""", "has 'source', which it can't have")]
    [InlineData("""{"kind":"schedule"}""", "has no 'expression'")]
    [InlineData("{\"kind\":\"kinesis\",\"maximumConcurrency\":2," + Stream + "}", "has 'maximumConcurrency', which it can't have")]
    public void A_trigger_that_is_wrong_is_an_error(string trigger, string what)
    {
        var error = Assert.Throws<FusionizeException>(() => Parse(trigger));
        Assert.Equal("FZ1007", error.Code);
        Assert.Contains(what, error.Message);
    }

    [Fact]
    public void Only_an_entry_task_has_triggers() =>
        Assert.Contains(
            "is no entry task",
            Assert.Throws<FusionizeException>(() => Parse("""{"kind":"schedule","expression":"rate(1 day)"}""", entry: false)).Message
        );

    private FusionManifest Parse(string trigger, bool entry = true)
    {
        var build = _builds.MakeRelay("one", "(A,B)-(C)", entries: "A,B");
        var root = JsonNode.Parse(File.ReadAllText(Path.Combine(build, FusionManifest.FileName)))!;
        var task = root["tasks"]!.AsArray().First(t => t!["entry"]!.GetValue<bool>() == entry)!;
        task["triggers"] = new JsonArray(JsonNode.Parse(trigger));
        return FusionManifest.Parse(Encoding.UTF8.GetBytes(root.ToJsonString()), "m");
    }
}
