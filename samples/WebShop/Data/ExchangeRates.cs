namespace WebShop.Data;

/// <summary>What a euro costs in other currencies.</summary>
internal static class ExchangeRates
{
    public const string Euro = "EUR";

    private static readonly Dictionary<string, decimal> s_perEuro = new(StringComparer.Ordinal)
    {
        [Euro] = 1m,
        ["USD"] = 1.0821m,
        ["GBP"] = 0.8412m,
        ["CHF"] = 0.9533m,
        ["JPY"] = 163.07m,
    };

    public static IReadOnlyList<string> Currencies { get; } = [.. s_perEuro.Keys];

    /// <exception cref="ArgumentException">There is no rate for one of the currencies.</exception>
    public static Money Convert(Money money, string currency)
    {
        var amount = money.Amount / Rate(money.Currency) * Rate(currency);
        return new Money(Math.Round(amount, currency == "JPY" ? 0 : 2, MidpointRounding.AwayFromZero), currency);
    }

    private static decimal Rate(string currency) =>
        s_perEuro.TryGetValue(currency, out var rate) ? rate : throw new ArgumentException($"There is no exchange rate for '{currency}'.");
}
