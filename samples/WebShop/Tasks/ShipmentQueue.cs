using System.Text.Json;
using Amazon.SQS;
using Fusionize;
using WebShop.Data;

namespace WebShop.Tasks;

/// <summary>
/// Orders on their way from the checkout to the warehouse. With WEBSHOP_QUEUE they are messages of the queue with that address, which wait there as
/// long as shipping is down. Otherwise shipping is called directly.
/// </summary>
internal static class ShipmentQueue
{
    public const string Name = "shipments";

    private static readonly string? s_address = Environment.GetEnvironmentVariable("WEBSHOP_QUEUE");
    private static readonly Lazy<AmazonSQSClient> s_client = new();

    public static Task SendAsync(Shipment shipment, CancellationToken ct) =>
        s_address is { Length: > 0 } address
            ? s_client.Value.SendMessageAsync(address, JsonSerializer.Serialize(shipment, StoredJson.Default.Shipment), ct)
            : Shipping.ShipOrder(shipment, ct).Detach();
}
