using Fusionize;
using Orders.Warehouse;

namespace Orders;

public enum RefundReason
{
    Cancelled,
    Damaged,
}

public sealed class Payments(IBank bank, IJournal journal)
{
    [FusionTask]
    public Task<string> Charge(string card, decimal amount, CancellationToken ct) => bank.ChargeAsync(card, amount, ct);

    [FusionTask]
    public async Task Refund(string payment, decimal amount, RefundReason reason = RefundReason.Cancelled, CancellationToken ct = default) =>
        await journal.WriteAsync(payment, $"refund {amount} {reason}", ct);
}

public interface IBank
{
    /// <summary>Gives the payment's number.</summary>
    Task<string> ChargeAsync(string card, decimal amount, CancellationToken ct);
}
