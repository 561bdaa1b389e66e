using Fusionize;
using Microsoft.Extensions.Logging;
using Orders.Warehouse;

namespace Orders;

/// <summary>What a customer can ask for.</summary>
public sealed class Checkout(
    Warehouse.Warehouse warehouse,
    Shipping shipping,
    Payments payments,
    Pricing pricing,
    IJournal journal,
    ILogger<Checkout> log
)
{
    [FusionTask(Entry = true)]
    public async Task<Receipt> PlaceOrder(Order order, CancellationToken ct)
    {
        using var scope = log.BeginScope("{OrderId}", order.Id);
        var price = await pricing.PriceOrder(order, ct);
        var reservations = await ReserveAll(order, ct);
        string payment;
        try
        {
            payment = await payments.Charge(order.Customer.Card, price.Total, ct);
        }
        catch (TaskFailedException e) when (e.Is<PaymentException>())
        {
            foreach (var reservation in reservations)
                await warehouse.Release(reservation, ct);
            log.LogWarning(e, "The payment of {Total} was refused", price.Total);
            await Mail.Confirm(order.Customer, $"{order.Id}: {e.Message}", ct).Detach();
            return new Receipt(order.Id, OrderState.Rejected, 0, null, []);
        }
        await journal.WriteAsync(order.Id, $"paid {price.Total}", ct);
        await Mail.Confirm(order.Customer, $"{order.Id}: thank you", ct).Detach();
        await shipping.Ship(new Parcel(order.Id, reservations), ct).Detach();
        return new Receipt(order.Id, OrderState.Confirmed, price.Total, payment, reservations);
    }

    [FusionTask(Entry = true)]
    public async Task<Receipt> CancelOrder(Receipt receipt, CancellationToken ct)
    {
        foreach (var reservation in receipt.Reservations)
            await warehouse.Release(reservation, ct);
        if (receipt.Payment is { } payment)
            await payments.Refund(payment, receipt.Paid, ct: ct);
        return receipt with { State = OrderState.Cancelled, Paid = 0 };
    }

    /// <summary>All lines at once; if one fails, what the others put aside is given back.</summary>
    private async Task<IReadOnlyList<Reservation>> ReserveAll(Order order, CancellationToken ct)
    {
        var pending = order.Lines.Select(line => warehouse.Reserve(order.Id, line, ct)).ToList();
        try
        {
            return await Task.WhenAll(pending);
        }
        catch (TaskFailedException)
        {
            foreach (var one in pending.Where(p => p.IsCompletedSuccessfully))
                await warehouse.Release(await one, ct);
            throw;
        }
    }
}
