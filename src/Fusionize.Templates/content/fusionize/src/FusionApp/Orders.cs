using Fusionize;

namespace SafeNamespace;

/// <summary>The application's tasks.</summary>
public static class Orders
{
    /// <summary>Requests from outside come here.</summary>
    [FusionTask(Entry = true)]
    public static async Task<Receipt> Order(OrderRequest request, CancellationToken ct)
    {
        // Synchronous: a method call where both tasks share a function, else a Lambda invocation.
        var total = await Price(request.Items, ct);
        var receipt = new Receipt(request.Customer, request.Items, total);
        // Asynchronous: done when it is safely handed over.
        await SendReceipt(receipt, ct).Detach();
        return receipt;
    }

    [FusionTask]
    public static Task<decimal> Price(int items, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(items);
        return Task.FromResult(items * 9.5m);
    }

    [FusionTask]
    public static Task SendReceipt(Receipt receipt, CancellationToken ct)
    {
        Console.WriteLine($"{receipt.Customer}: {receipt.Total}");
        return Task.CompletedTask;
    }
}
