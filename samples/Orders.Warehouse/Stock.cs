namespace Orders.Warehouse;

/// <summary>A product and how many of it.</summary>
public sealed record OrderLine(string Sku, int Quantity);

/// <summary>What is put aside for an order.</summary>
public sealed record Reservation(string OrderId, OrderLine Line, Shelf Shelf);

public enum Shelf
{
    Front,
    Back,
    Cellar,
}

/// <summary>There isn't enough of a product.</summary>
public sealed class OutOfStockException(string sku, int wanted, int there) : Exception($"Only {there} of '{sku}' left, {wanted} wanted.");

/// <summary>What outlives a function: here a file, in earnest a table.</summary>
public interface IJournal
{
    Task WriteAsync(string orderId, string what, CancellationToken ct);
}

/// <summary>How much there is of what, and where.</summary>
public interface IStock
{
    (int Quantity, Shelf Shelf) Of(string sku);
}
