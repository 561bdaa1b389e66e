using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Fusionize.Local.Protocol;
using Microsoft.AspNetCore.Http;

namespace Fusionize.Local.Sqs;

/// <summary>The SQS API in its JSON protocol: a header contains the operation.</summary>
internal sealed class SqsApi(QueueCatalog queues, CancellationToken stopping)
{
    public const string TargetPrefix = "AmazonSQS.";

    /// <summary>Ten messages of the largest size, in base64 and with escapes.</summary>
    private const int MaxBody = 32 << 20;

    private readonly MessageApi _messages = new(queues);
    private readonly QueueApi _queues = new(queues);

    public async Task HandleAsync(HttpContext http, string target)
    {
        http.Response.Headers["x-amzn-RequestId"] = Guid.NewGuid().ToString();
        try
        {
            var operation = target[TargetPrefix.Length..];
            var body = await Bodies.ReadAsync(http, MaxBody, operation);
            var write = await RunAsync(http, operation, body);
            await Answers.ObjectAsync(http, 200, write, Answers.Json10);
        }
        catch (SqsError e)
        {
            await e.AnswerAsync(http);
        }
        catch (LambdaError e)
        {
            await SqsError.Invalid(e.Message).AnswerAsync(http); // a body that can't be read
        }
    }

    private async Task<Action<Utf8JsonWriter>> RunAsync(HttpContext http, string operation, byte[] body)
    {
        if (operation == "ReceiveMessage")
        {
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
            return await _messages.ReceiveAsync(Read(SqsJson.Default.ReceiveMessageBody), waiting.Token);
        }
        var address = $"{http.Request.Scheme}://{http.Request.Host}";
        return operation switch
        {
            "SendMessage" => _messages.Send(Read(SqsJson.Default.SendMessageBody)),
            "SendMessageBatch" => _messages.SendBatch(Read(SqsJson.Default.SendBatchBody)),
            "DeleteMessage" => _messages.Delete(Read(SqsJson.Default.ReceiptBody)),
            "DeleteMessageBatch" => _messages.DeleteBatch(Read(SqsJson.Default.DeleteBatchBody)),
            "ChangeMessageVisibility" => _messages.ChangeVisibility(Read(SqsJson.Default.VisibilityBody)),
            "ChangeMessageVisibilityBatch" => _messages.ChangeVisibilityBatch(Read(SqsJson.Default.VisibilityBatchBody)),
            "CreateQueue" => _queues.Create(Read(SqsJson.Default.CreateQueueBody), address),
            "DeleteQueue" => _queues.Delete(Read(SqsJson.Default.QueueUrlBody)),
            "GetQueueUrl" => _queues.GetUrl(Read(SqsJson.Default.GetQueueUrlBody), address),
            "ListQueues" => _queues.List(Read(SqsJson.Default.ListQueuesBody), address),
            "ListDeadLetterSourceQueues" => _queues.ListSources(Read(SqsJson.Default.ListSourcesBody), address),
            "GetQueueAttributes" => _queues.GetAttributes(Read(SqsJson.Default.GetAttributesBody)),
            "SetQueueAttributes" => _queues.SetAttributes(Read(SqsJson.Default.SetAttributesBody)),
            "PurgeQueue" => _queues.Purge(Read(SqsJson.Default.QueueUrlBody)),
            "TagQueue" => _queues.Tag(Read(SqsJson.Default.TagQueueBody)),
            "UntagQueue" => _queues.Untag(Read(SqsJson.Default.UntagQueueBody)),
            "ListQueueTags" => _queues.ListTags(Read(SqsJson.Default.QueueUrlBody)),
            _ => throw new SqsError("UnknownOperationException", $"The local platform has no operation {operation}."),
        };

        T Read<T>(JsonTypeInfo<T> type) => JsonBody.Parse(body, type);
    }
}
