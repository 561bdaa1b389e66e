using System.Text.Json.Nodes;

namespace Fusionize.Tests.Local.Queues;

/// <summary>What the platform's queues can't do is refused, with SQS's codes in both of its places.</summary>
public sealed class SqsRefusalTests(SqsRefusalTests.Fixture queues) : IClassFixture<SqsRefusalTests.Fixture>
{
    /// <summary>One platform for all cases, since none of them changes it.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        internal SqsPlatform Platform { get; private set; } = null!;
        public string Queue { get; private set; } = null!;
        public string Fifo { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Platform = await SqsPlatform.StartAsync();
            Queue = await Platform.CreateAsync("orders");
            Fifo = await Platform.CreateFifoAsync("orders.fifo", ("ContentBasedDeduplication", "false"));
        }

        public async Task DisposeAsync() => await Platform.DisposeAsync();
    }

    public static TheoryData<string, string, string, string> Requests { get; } =
        new()
        {
            { "AddPermission", """{"QueueUrl":"$Q","Label":"x","AWSAccountIds":["1"],"Actions":["*"]}""", "UnknownOperationException", "" },
            { "StartMessageMoveTask", """{"SourceArn":"x"}""", "UnknownOperationException", "" },
            { "SendMessage", """{"QueueUrl":"$Q","MessageBody":"x","Novelty":1}""", "InvalidParameterValueException", "InvalidParameterValue" },
            { "SendMessage", """{"QueueUrl":"$Q"}""", "MissingRequiredParameterException", "MissingParameter" },
            { "SendMessage", """{"QueueUrl":"$Q","MessageBody":""}""", "InvalidParameterValueException", "" },
            { "SendMessage", """{"MessageBody":"x"}""", "MissingRequiredParameterException", "" },
            { "SendMessage", """{"QueueUrl":"orders","MessageBody":"x"}""", "InvalidAddress", "" },
            { "SendMessage", """{"QueueUrl":"$Qx","MessageBody":"x"}""", "QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue" },
            { "SendMessage", """{"QueueUrl":"$Q","MessageBody":"\u0000"}""", "InvalidMessageContents", "" },
            { "SendMessage", """{"QueueUrl":"$Q","MessageBody":"\uFFFE"}""", "InvalidMessageContents", "" },
            { "SendMessage", """{"QueueUrl":"$Q","MessageBody":"\uD800"}""", "InvalidParameterValueException", "" },
            { "SendMessage", """{"QueueUrl":"$Q","MessageBody":"x","MessageDeduplicationId":"d"}""", "InvalidParameterValueException", "" },
            { "SendMessage", """{"QueueUrl":"$Q","MessageBody":"x","MessageGroupId":"ä"}""", "InvalidParameterValueException", "" },
            { "SendMessage", """{"QueueUrl":"$F","MessageBody":"x","MessageDeduplicationId":"d"}""", "MissingRequiredParameterException", "" },
            { "SendMessage", """{"QueueUrl":"$F","MessageBody":"x","MessageGroupId":"g"}""", "InvalidParameterValueException", "" },
            {
                "SendMessage",
                """{"QueueUrl":"$F","MessageBody":"x","MessageGroupId":"g","MessageDeduplicationId":"d","DelaySeconds":1}""",
                "InvalidParameterValueException",
                ""
            },
            {
                "SendMessage",
                """{"QueueUrl":"$Q","MessageBody":"x","MessageAttributes":{"a":{"DataType":"Text","StringValue":"x"}}}""",
                "InvalidParameterValueException",
                ""
            },
            {
                "SendMessage",
                """{"QueueUrl":"$Q","MessageBody":"x","MessageAttributes":{"a":{"DataType":"Number","StringValue":"x"}}}""",
                "InvalidParameterValueException",
                ""
            },
            {
                "SendMessage",
                """{"QueueUrl":"$Q","MessageBody":"x","MessageAttributes":{"AWS.a":{"DataType":"String","StringValue":"x"}}}""",
                "InvalidParameterValueException",
                ""
            },
            {
                "SendMessage",
                """{"QueueUrl":"$Q","MessageBody":"x","MessageAttributes":{"a":{"DataType":"String","StringListValues":["x"]}}}""",
                "UnsupportedOperation",
                "AWS.SimpleQueueService.UnsupportedOperation"
            },
            {
                "SendMessage",
                """{"QueueUrl":"$Q","MessageBody":"x","MessageSystemAttributes":{"Other":{"DataType":"String","StringValue":"x"}}}""",
                "InvalidParameterValueException",
                ""
            },
            { "ReceiveMessage", """{"QueueUrl":"$Q","MaxNumberOfMessages":11}""", "InvalidParameterValueException", "" },
            { "ReceiveMessage", """{"QueueUrl":"$Q","WaitTimeSeconds":21}""", "InvalidParameterValueException", "" },
            { "ReceiveMessage", """{"QueueUrl":"$Q","VisibilityTimeout":43201}""", "InvalidParameterValueException", "" },
            { "ReceiveMessage", """{"QueueUrl":"$F","ReceiveRequestAttemptId":"x"}""", "UnsupportedOperation", "" },
            { "ReceiveMessage", """{"QueueUrl":"$Q","AttributeNames":["Colour"]}""", "InvalidAttributeName", "" },
            { "DeleteMessage", """{"QueueUrl":"$Q","ReceiptHandle":"x"}""", "ReceiptHandleIsInvalid", "" },
            { "ChangeMessageVisibility", """{"QueueUrl":"$Q","ReceiptHandle":"x"}""", "MissingRequiredParameterException", "" },
            { "GetQueueAttributes", """{"QueueUrl":"$Q","AttributeNames":["Colour"]}""", "InvalidAttributeName", "" },
            { "GetQueueUrl", """{"QueueName":"absent"}""", "QueueDoesNotExist", "" },
            { "GetQueueUrl", """{"QueueName":"orders","QueueOwnerAWSAccountId":"123456789012"}""", "QueueDoesNotExist", "" },
            { "CreateQueue", """{"QueueName":"a b"}""", "InvalidParameterValueException", "" },
            { "CreateQueue", """{"QueueName":"a.fifo"}""", "InvalidParameterValueException", "" },
            { "CreateQueue", """{"QueueName":"a","Attributes":{"FifoQueue":"true"}}""", "InvalidParameterValueException", "" },
            { "CreateQueue", """{"QueueName":"a","Attributes":{"ContentBasedDeduplication":"true"}}""", "InvalidAttributeName", "" },
            { "CreateQueue", """{"QueueName":"a","Attributes":{"VisibilityTimeout":"43201"}}""", "InvalidAttributeValue", "" },
            { "CreateQueue", """{"QueueName":"a","Attributes":{"VisibilityTimeout":"x"}}""", "InvalidAttributeValue", "" },
            { "CreateQueue", """{"QueueName":"a","Attributes":{"Colour":"red"}}""", "InvalidAttributeName", "" },
            { "CreateQueue", """{"QueueName":"a","Attributes":{"KmsMasterKeyId":"alias/x"}}""", "UnsupportedOperation", "" },
            { "CreateQueue", """{"QueueName":"a","Attributes":{"Policy":"{}"}}""", "UnsupportedOperation", "" },
            { "CreateQueue", """{"QueueName":"a","Attributes":{"RedrivePolicy":"{"}}""", "InvalidParameterValueException", "" },
            {
                "CreateQueue",
                """{"QueueName":"a","Attributes":{"RedrivePolicy":"{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:000000000000:absent\",\"maxReceiveCount\":1}"}}""",
                "InvalidParameterValueException",
                ""
            },
            {
                "CreateQueue",
                """{"QueueName":"a","Attributes":{"RedrivePolicy":"{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:000000000000:orders.fifo\",\"maxReceiveCount\":1}"}}""",
                "InvalidParameterValueException",
                ""
            },
            { "SetQueueAttributes", """{"QueueUrl":"$F","Attributes":{"FifoQueue":"true"}}""", "InvalidAttributeValue", "" },
            { "SetQueueAttributes", """{"QueueUrl":"$F","Attributes":{"FifoThroughputLimit":"perMessageGroupId"}}""", "InvalidAttributeValue", "" },
            { "ListQueues", """{"MaxResults":1001}""", "InvalidParameterValueException", "" },
            { "SendMessage", "[]", "InvalidParameterValueException", "" },
            { "SendMessage", "{", "InvalidParameterValueException", "" },
        };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Is_refused(string operation, string body, string type, string code)
    {
        body = body.Replace("$Q", queues.Queue).Replace("$F", queues.Fifo);
        var answer = await queues.Platform.Client.SendAsync(HttpMethod.Post, "/", body, ("X-Amz-Target", "AmazonSQS." + operation));
        Assert.Equal(400, answer.Status);
        Assert.EndsWith("#" + type, (string)answer.Json["__type"]!);
        if (code.Length > 0)
            Assert.Equal(code + ";Sender", answer.Headers.GetValues("x-amzn-query-error").Single());
        Assert.NotEmpty((string)answer.Json["message"]!);
    }

    [Fact]
    public async Task A_dead_letter_queue_may_refuse_sources()
    {
        var platform = queues.Platform;
        var dead = await platform.CreateAsync("refusing");
        await platform.Sqs.SetQueueAttributesAsync(dead, new() { ["RedriveAllowPolicy"] = """{"redrivePermission":"denyAll"}""" });
        var body = new JsonObject
        {
            ["QueueName"] = "source",
            ["Attributes"] = new JsonObject
            {
                ["RedrivePolicy"] = $$"""{"deadLetterTargetArn":"{{SqsPlatform.ArnOf("refusing")}}","maxReceiveCount":3}""",
            },
        };
        var target = ("X-Amz-Target", "AmazonSQS.CreateQueue");
        Assert.Equal(400, (await platform.Client.SendAsync(HttpMethod.Post, "/", body.ToJsonString(), target)).Status);
        await platform.Sqs.SetQueueAttributesAsync(
            dead,
            new()
            {
                ["RedriveAllowPolicy"] = $$"""{"redrivePermission":"byQueue","sourceQueueArns":["{{SqsPlatform.ArnOf("source")}}"]}""",
            }
        );
        Assert.Equal(200, (await platform.Client.SendAsync(HttpMethod.Post, "/", body.ToJsonString(), target)).Status);
    }
}
