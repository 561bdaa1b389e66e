using Fusionize;
using Microsoft.Extensions.Logging;

namespace Orders.Warehouse;

public sealed record Parcel(string OrderId, IReadOnlyList<Reservation> Content);

public sealed class Shipping(IJournal journal, ILogger<Shipping> log)
{
    [FusionTask]
    public async ValueTask Ship(Parcel parcel, CancellationToken ct)
    {
        var label = await PrintLabel(parcel.OrderId, [.. parcel.Content.Select(r => r.Shelf).Distinct().Order()], ct);
        await journal.WriteAsync(parcel.OrderId, $"ship {label}", ct);
        log.LogInformation("Order {OrderId} leaves with the label {Label}", parcel.OrderId, label);
    }

    [FusionTask]
    public static ValueTask<string> PrintLabel(string orderId, IReadOnlyList<Shelf> shelves, CancellationToken ct) =>
        new($"{orderId.ToUpperInvariant()}/{string.Join('+', shelves)}");
}
