using Fusionize;
using Microsoft.Extensions.DependencyInjection;
using Orders.Warehouse;

namespace Orders;

/// <summary>What the tasks are made from.</summary>
internal static class Services
{
    [FusionService]
    public static IJournal Journal { get; } =
        new FileJournal(Environment.GetEnvironmentVariable("ORDERS_JOURNAL") ?? Path.Combine(Path.GetTempPath(), "orders.journal"));

    [FusionService]
    public static void Register(IServiceCollection services) =>
        services.AddSingleton<IStock, FixedStock>().AddSingleton<IPriceList, FixedPrices>().AddScoped<IBank, TestBank>();
}

/// <summary>One line for each entry. Several functions write to it at once, so each write opens the file, alone, and appends.</summary>
internal sealed class FileJournal(string path) : IJournal
{
    public async Task WriteAsync(string orderId, string what, CancellationToken ct)
    {
        for (; ; await Task.Delay(5, ct))
        {
            try
            {
                await using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.None);
                await file.WriteAsync(System.Text.Encoding.UTF8.GetBytes($"{orderId} {what}\n"), ct);
                return;
            }
            catch (IOException) when (File.Exists(path))
            {
                // Someone else is writing.
            }
        }
    }
}

internal sealed class FixedStock : IStock
{
    public (int Quantity, Shelf Shelf) Of(string sku) => (sku.Length * 3, (Shelf)(sku.Length % 3));
}

internal sealed class FixedPrices : IPriceList
{
    public decimal Of(string sku) => sku.Length + 0.99m;
}

/// <summary>Refuses cards that begin with 40.</summary>
internal sealed class TestBank(IServiceProvider services) : IBank, IAsyncDisposable
{
    private bool _closed;

    public Task<string> ChargeAsync(string card, decimal amount, CancellationToken ct)
    {
        ObjectDisposedException.ThrowIf(_closed, services);
        return card.StartsWith("40", StringComparison.Ordinal)
            ? throw new CardDeclinedException(card)
            : Task.FromResult($"p-{card}-{amount.ToString(System.Globalization.CultureInfo.InvariantCulture)}");
    }

    public ValueTask DisposeAsync()
    {
        _closed = true;
        return default;
    }
}
