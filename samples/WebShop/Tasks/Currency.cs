using Fusionize;
using WebShop.Data;

namespace WebShop.Tasks;

/// <summary>Prices in other currencies.</summary>
public static class Currency
{
    [FusionTask]
    public static Task<IReadOnlyList<string>> ListCurrencies(CancellationToken ct) => Task.FromResult(ExchangeRates.Currencies);

    [FusionTask]
    public static Task<IReadOnlyList<Money>> ConvertMoney(IReadOnlyList<Money> amounts, string to, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<Money>>([.. amounts.Select(m => ExchangeRates.Convert(m, to))]);
}
