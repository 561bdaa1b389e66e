using System.Text.Json;
using Fusionize;
using Samples.Storage;
using WebShop.Data;

namespace WebShop.Tasks;

public static class Shipping
{
    /// <summary>What it costs to send these, in euros.</summary>
    [FusionTask]
    public static Task<Money> QuoteShipping(IReadOnlyList<CartItem> items, CancellationToken ct)
    {
        var pieces = items.Sum(i => i.Quantity);
        return Task.FromResult(new Money(pieces == 0 ? 0 : 3.90m + (0.60m * pieces), ExchangeRates.Euro));
    }

    /// <summary>Tells the warehouse to send a parcel. The same order again is the same parcel.</summary>
    [FusionTask(Init = nameof(OpenStore)), SqsTrigger(ShipmentQueue.Name)]
    public static Task ShipOrder(Shipment shipment, CancellationToken ct) =>
        Store.Default.PutAsync(new Item("shipments", shipment.OrderId, JsonSerializer.Serialize(shipment, StoredJson.Default.Shipment)), ct);

    internal static Task OpenStore() => Store.Open();
}
