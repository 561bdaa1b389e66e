using Fusionize;

namespace WebShop.Tasks;

public static class Payments
{
    /// <summary>Charges a card. The bank of this sample takes all cards that are valid and haven't expired, except those that begin with
    /// 40.</summary>
    /// <exception cref="CardRefusedException">It doesn't take this card.</exception>
    [FusionTask]
    public static Task<Payment> ChargeCard(Card card, Money amount, CancellationToken ct)
    {
        var now = DateTime.UtcNow;
        if (!IsValid(card.Number))
            throw new CardRefusedException("The card number isn't valid.");
        if ((card.ExpiryYear, card.ExpiryMonth).CompareTo((now.Year, now.Month)) < 0)
            throw new CardRefusedException("The card has expired.");
        if (card.Number.StartsWith("40", StringComparison.Ordinal))
            throw new CardRefusedException($"The bank refuses to pay {amount.Amount:0.00} {amount.Currency} with this card.");
        return Task.FromResult(new Payment(Guid.CreateVersion7().ToString("n"), card.Number[^4..]));
    }

    /// <summary>The Luhn check: from the right, every second digit counts twice.</summary>
    private static bool IsValid(string number)
    {
        var sum = 0;
        for (var i = 0; i < number.Length; i++)
        {
            var digit = number[^(i + 1)] - '0';
            if (digit is < 0 or > 9)
                return false;
            var value = i % 2 == 0 ? digit : digit * 2;
            sum += value > 9 ? value - 9 : value;
        }
        return number.Length is >= 12 and <= 19 && sum % 10 == 0;
    }
}
