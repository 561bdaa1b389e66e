using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using Fusionize.Local;

namespace Fusionize.Tests.Local.Queues;

/// <summary>A platform with AWS's own client for its queues.</summary>
internal sealed class SqsPlatform : IAsyncDisposable
{
    private SqsPlatform(TestPlatform test)
    {
        Test = test;
        Sqs = ClientOf(test.Platform.Endpoint);
    }

    public TestPlatform Test { get; }

    public LocalPlatform Platform => Test.Platform;

    public PlatformClient Client => Test.Client;

    public AmazonSQSClient Sqs { get; }

    public static async Task<SqsPlatform> StartAsync(LocalPlatformOptions? options = null) => new(await TestPlatform.StartAsync(options));

    /// <summary>No retries, so that a test sees each error.</summary>
    public static AmazonSQSClient ClientOf(Uri endpoint) =>
        new(
            new BasicAWSCredentials("local", "local"),
            new AmazonSQSConfig { ServiceURL = endpoint.ToString(), AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 }
        );

    public async Task<string> CreateAsync(string name, params (string Name, string Value)[] attributes) =>
        (
            await Sqs.CreateQueueAsync(
                new CreateQueueRequest { QueueName = name, Attributes = attributes.ToDictionary(a => a.Name, a => a.Value) }
            )
        ).QueueUrl;

    public async Task<string> CreateFifoAsync(string name, params (string Name, string Value)[] attributes) =>
        await CreateAsync(
            name,
            [
                ("FifoQueue", "true"),
                .. attributes.Any(a => a.Name == "ContentBasedDeduplication") ? [] : new[] { ("ContentBasedDeduplication", "true") },
                .. attributes,
            ]
        );

    /// <summary>A queue whose messages go to another after so many receptions.</summary>
    public async Task<(string Queue, string DeadLetters)> CreateWithDeadLettersAsync(
        string name,
        int maxReceives,
        params (string Name, string Value)[] attributes
    )
    {
        var isFifo = name.EndsWith(".fifo", StringComparison.Ordinal);
        var deadName = isFifo ? name.Replace(".fifo", "-dead.fifo") : name + "-dead";
        var dead = isFifo ? await CreateFifoAsync(deadName) : await CreateAsync(deadName);
        (string, string) redrive = (
            "RedrivePolicy",
            $$"""{"deadLetterTargetArn":"{{ArnOf(deadName)}}","maxReceiveCount":"{{maxReceives}}"}"""
        );
        return (isFifo ? await CreateFifoAsync(name, [redrive, .. attributes]) : await CreateAsync(name, [redrive, .. attributes]), dead);
    }

    public static string ArnOf(string queue) => $"arn:aws:sqs:us-east-1:000000000000:{queue}";

    public Task<SendMessageResponse> SendAsync(string url, string body, string? group = null, string? deduplication = null) =>
        Sqs.SendMessageAsync(
            new SendMessageRequest
            {
                QueueUrl = url,
                MessageBody = body,
                MessageGroupId = group,
                MessageDeduplicationId = deduplication,
            }
        );

    /// <summary>Receives without waiting.</summary>
    public async Task<List<Message>> ReceiveAsync(string url, int max = 10, int? visibility = null) =>
        (
            await Sqs.ReceiveMessageAsync(
                new ReceiveMessageRequest
                {
                    QueueUrl = url,
                    MaxNumberOfMessages = max,
                    VisibilityTimeout = visibility,
                    WaitTimeSeconds = 0,
                    MessageSystemAttributeNames = ["All"],
                    MessageAttributeNames = ["All"],
                }
            )
        ).Messages
        ?? [];

    /// <summary>The bodies of all visible messages, which are deleted.</summary>
    public async Task<List<string>> DrainAsync(string url)
    {
        var bodies = new List<string>();
        while (await ReceiveAsync(url) is { Count: > 0 } messages)
        {
            bodies.AddRange(messages.Select(m => m.Body));
            foreach (var message in messages)
                await Sqs.DeleteMessageAsync(url, message.ReceiptHandle);
        }
        return bodies;
    }

    public async ValueTask DisposeAsync()
    {
        Sqs.Dispose();
        await Test.DisposeAsync();
    }
}
