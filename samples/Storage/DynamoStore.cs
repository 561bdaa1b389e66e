using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace Samples.Storage;

/// <summary>A DynamoDB table with partition key <c>pk</c> and sort key <c>sk</c>, both strings.</summary>
internal sealed class DynamoStore(string table) : IStore
{
    private readonly AmazonDynamoDBClient _client = new();

    public Task PutAsync(Item item, CancellationToken ct) =>
        _client.PutItemAsync(
            new PutItemRequest
            {
                TableName = table,
                Item = new()
                {
                    ["pk"] = new(item.Key),
                    ["sk"] = new(item.Sort),
                    ["value"] = new(item.Value),
                },
            },
            ct
        );

    public async Task<IReadOnlyList<Item>> QueryAsync(string key, int newest, CancellationToken ct)
    {
        var response = await _client.QueryAsync(
            new QueryRequest
            {
                TableName = table,
                KeyConditionExpression = "pk = :key",
                ExpressionAttributeValues = new() { [":key"] = new(key) },
                ScanIndexForward = false,
                Limit = newest,
            },
            ct
        );
        return [.. (response.Items ?? []).Select(i => new Item(i["pk"].S, i["sk"].S, i["value"].S))];
    }
}
