using Fusionize;

namespace Orders.Warehouse;

/// <summary>The warehouse's own tasks; the shop calls them.</summary>
public sealed class Warehouse(IStock stock, IJournal journal)
{
    [FusionTask]
    public Task<int> CheckStock(string sku, CancellationToken ct) => Task.FromResult(stock.Of(sku).Quantity);

    [FusionTask]
    public async Task<Reservation> Reserve(string orderId, OrderLine line, CancellationToken ct)
    {
        var there = await CheckStock(line.Sku, ct);
        if (there < line.Quantity)
            throw new OutOfStockException(line.Sku, line.Quantity, there);
        await journal.WriteAsync(orderId, $"reserve {line.Quantity} {line.Sku}", ct);
        return new Reservation(orderId, line, stock.Of(line.Sku).Shelf);
    }

    [FusionTask]
    public async Task Release(Reservation reservation, CancellationToken ct) =>
        await journal.WriteAsync(reservation.OrderId, $"release {reservation.Line.Quantity} {reservation.Line.Sku}", ct);
}
