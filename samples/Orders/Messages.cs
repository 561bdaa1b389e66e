using Orders.Warehouse;

namespace Orders;

public sealed record Order(string Id, Customer Customer, IReadOnlyList<OrderLine> Lines, string? Voucher = null);

public sealed record Customer(string Name, Tier Tier, string Card);

public enum Tier
{
    New,
    Regular,
    Gold,
}

public sealed record Price(decimal Total, decimal Discount, IReadOnlyDictionary<string, decimal> PerSku);

public sealed record Receipt(string OrderId, OrderState State, decimal Paid, string? Payment, IReadOnlyList<Reservation> Reservations);

public enum OrderState
{
    Confirmed,
    Rejected,
    Cancelled,
}

/// <summary>The bank said no.</summary>
public class PaymentException(string message) : Exception(message);

/// <summary>The bank said no, and why.</summary>
public sealed class CardDeclinedException(string card) : PaymentException($"Card {card[..2]}… was declined.");
