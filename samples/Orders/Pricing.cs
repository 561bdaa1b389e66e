using Fusionize;

namespace Orders;

public sealed class Pricing(IPriceList prices)
{
    [FusionTask(Entry = true)]
    public async Task<Price> PriceOrder(Order order, CancellationToken ct)
    {
        if (order.Lines.Count == 0)
            throw new ArgumentException("An order has at least one line.");
        var perSku = order.Lines.ToDictionary(l => l.Sku, l => l.Quantity * prices.Of(l.Sku));
        var sum = perSku.Values.Sum();
        var discount = await Discount(sum, order.Customer.Tier, order.Voucher, ct);
        return new Price(sum - discount, discount, perSku);
    }

    [FusionTask]
    public static Task<decimal> Discount(decimal sum, Tier tier, string? voucher = null, CancellationToken ct = default) =>
        Task.FromResult(
            Math.Round(
                sum
                    * (
                        tier switch
                        {
                            Tier.Gold => 0.10m,
                            Tier.Regular => 0.05m,
                            _ => 0,
                        }
                    )
                    + (voucher is null ? 0 : 1),
                2
            )
        );
}

public interface IPriceList
{
    decimal Of(string sku);
}
