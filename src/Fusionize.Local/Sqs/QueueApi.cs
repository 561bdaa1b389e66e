using System.Globalization;
using System.Text.Json;

namespace Fusionize.Local.Sqs;

/// <summary>Operations on queues. Each returns what writes its answer.</summary>
internal sealed class QueueApi(QueueCatalog queues)
{
    private const int MaxResults = 1000;

    public Action<Utf8JsonWriter> Create(CreateQueueBody body, string address)
    {
        var queue = queues.Create(body.QueueName, body.Attributes, body.Tags);
        return json => json.WriteString("QueueUrl", QueueUrl.Of(address, queue));
    }

    public Action<Utf8JsonWriter> GetUrl(GetQueueUrlBody body, string address)
    {
        if (string.IsNullOrEmpty(body.QueueName))
            throw SqsError.Missing("QueueName");
        if (body.QueueOwnerAWSAccountId is { Length: > 0 } owner && owner != QueueUrl.Account)
            throw SqsError.NoSuchQueue();
        var queue = queues.Get(body.QueueName);
        return json => json.WriteString("QueueUrl", QueueUrl.Of(address, queue));
    }

    public Action<Utf8JsonWriter> Delete(QueueUrlBody body)
    {
        queues.Delete(queues.Get(QueueUrl.NameIn(body.QueueUrl)));
        return static _ => { };
    }

    public Action<Utf8JsonWriter> List(ListQueuesBody body, string address) =>
        Page(
            "QueueUrls",
            queues.All.Where(q => q.Name.StartsWith(body.QueueNamePrefix ?? "", StringComparison.Ordinal)),
            address,
            body.MaxResults,
            body.NextToken
        );

    public Action<Utf8JsonWriter> ListSources(ListSourcesBody body, string address)
    {
        var arn = queues.Get(QueueUrl.NameIn(body.QueueUrl)).Arn;
        return Page("queueUrls", queues.All.Where(q => q.Attributes.Redrive?.Target == arn), address, body.MaxResults, body.NextToken);
    }

    /// <summary>A page's token is the last name of the page before.</summary>
    private static Action<Utf8JsonWriter> Page(string member, IEnumerable<MessageQueue> all, string address, int? max, string? token)
    {
        if (max is < 1 or > MaxResults)
            throw SqsError.Invalid("MaxResults", $"{max}", $"Must be between 1 and {MaxResults}.");
        var size = max ?? MaxResults;
        var page = all.Where(q => string.IsNullOrEmpty(token) || string.CompareOrdinal(q.Name, token) > 0).Take(size + 1).ToArray();
        return json =>
        {
            json.WriteStartArray(member);
            foreach (var queue in page.Take(size))
                json.WriteStringValue(QueueUrl.Of(address, queue));
            json.WriteEndArray();
            if (page.Length > size)
                json.WriteString("NextToken", page[size - 1].Name);
        };
    }

    public Action<Utf8JsonWriter> GetAttributes(GetAttributesBody body)
    {
        var queue = queues.Get(QueueUrl.NameIn(body.QueueUrl));
        var names = body.AttributeNames ?? [];
        var all = AllOf(queue);
        // Settings that no queue has here are absent, as they are where nobody has set them.
        string[] known = ["All", "Policy", "KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds", .. all.Keys];
        if (names.FirstOrDefault(n => !known.Contains(n)) is { } unknown)
            throw SqsError.UnknownAttribute(unknown);
        var chosen = all.Where(a => a.Value is not null && (names.Contains("All") || names.Contains(a.Key))).ToArray();
        return json => WriteMap(json, "Attributes", chosen!);
    }

    private static Dictionary<string, string?> AllOf(MessageQueue queue)
    {
        var all = QueueAttributes.Names.ToDictionary(n => n, queue.Attributes.Effective, StringComparer.Ordinal);
        var counts = queue.Count();
        all["QueueArn"] = queue.Arn;
        all["CreatedTimestamp"] = Text(queue.Created.ToUnixTimeSeconds());
        all["LastModifiedTimestamp"] = Text(queue.Modified.ToUnixTimeSeconds());
        all["ApproximateNumberOfMessages"] = Text(counts.Visible);
        all["ApproximateNumberOfMessagesNotVisible"] = Text(counts.InFlight);
        all["ApproximateNumberOfMessagesDelayed"] = Text(counts.Delayed);
        return all;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    public Action<Utf8JsonWriter> SetAttributes(SetAttributesBody body)
    {
        var queue = queues.Get(QueueUrl.NameIn(body.QueueUrl));
        if (body.Attributes is null or { Count: 0 })
            throw SqsError.Missing("Attributes");
        queues.Change(queue, body.Attributes);
        return static _ => { };
    }

    public Action<Utf8JsonWriter> Purge(QueueUrlBody body)
    {
        queues.Get(QueueUrl.NameIn(body.QueueUrl)).Purge();
        return static _ => { };
    }

    public Action<Utf8JsonWriter> Tag(TagQueueBody body)
    {
        if (body.Tags is null or { Count: 0 })
            throw SqsError.Missing("Tags");
        queues.ChangeTags(queues.Get(QueueUrl.NameIn(body.QueueUrl)), tags => QueueTags.Add(tags, body.Tags));
        return static _ => { };
    }

    public Action<Utf8JsonWriter> Untag(UntagQueueBody body)
    {
        var queue = queues.Get(QueueUrl.NameIn(body.QueueUrl));
        queues.ChangeTags(queue, tags => (body.TagKeys ?? throw SqsError.Missing("TagKeys")).Count(tags.Remove));
        return static _ => { };
    }

    public Action<Utf8JsonWriter> ListTags(QueueUrlBody body)
    {
        var tags = queues.ChangeTags(queues.Get(QueueUrl.NameIn(body.QueueUrl)), static tags => tags.ToArray());
        return json => WriteMap(json, "Tags", tags);
    }

    /// <summary>Writes nothing for an empty map, as SQS.</summary>
    private static void WriteMap(Utf8JsonWriter json, string member, IReadOnlyCollection<KeyValuePair<string, string>> map)
    {
        if (map.Count == 0)
            return;
        json.WriteStartObject(member);
        foreach (var (key, value) in map)
            json.WriteString(key, value);
        json.WriteEndObject();
    }
}
