using System.ComponentModel.DataAnnotations;
using Fusionize;
using WebShop.Data;
using WebShop.Pages;

namespace WebShop.Tasks;

/// <summary>From a cart to a paid order.</summary>
public static class Ordering
{
    [FusionTask, HttpPost("/checkout")]
    public static async Task<HttpResult> Checkout(
        [FromCookie] string session,
        [FromForm, Required, StringLength(80)] string name,
        [FromForm, Required, StringLength(120)] string street,
        [FromForm, Required, StringLength(80)] string city,
        [FromForm, Required, StringLength(60)] string country,
        [FromForm, Required, EmailAddress] string email,
        [FromForm, Required, RegularExpression("[0-9 ]{12,23}")] string card,
        [FromForm, Range(2020, 2100)] int expiryYear,
        [FromForm, Range(1, 12)] int expiryMonth,
        [FromCookie] string currency = ExchangeRates.Euro,
        CancellationToken ct = default
    )
    {
        var currencies = Currency.ListCurrencies(ct);
        var cart = await ShoppingCart.GetCart(session, ct);
        var visit = new Visit(await currencies, (await currencies).Contains(currency) ? currency : ExchangeRates.Euro, []);
        if (cart.Count == 0)
            return Page.Response(MessageView.Render(visit, "Nothing to buy", "Your cart is empty."));

        var to = new Address(name, street, city, country);
        var lines = await PriceLines(cart, visit.Currency, ct);
        var shipping = (await Currency.ConvertMoney([await Shipping.QuoteShipping(cart, ct)], visit.Currency, ct))[0];
        var total = new Money(lines.Sum(l => l.Price.Amount) + shipping.Amount, visit.Currency);
        Payment payment;
        try
        {
            payment = await Payments.ChargeCard(new Card(card.Replace(" ", ""), expiryYear, expiryMonth), total, ct);
        }
        catch (TaskFailedException e) when (e.Is<CardRefusedException>())
        {
            return Page.Response(MessageView.Render(visit with { Cart = cart }, "Not paid", e.Message));
        }

        var receipt = new Receipt(Guid.CreateVersion7().ToString("n"), to, lines, shipping, total, payment);
        await ShoppingCart.EmptyCart(session, ct);
        await Task.WhenAll(
            ShipmentQueue.SendAsync(new Shipment(receipt.OrderId, to, cart), ct),
            Mail.SendConfirmation(email, receipt, ct).Detach()
        );
        return Page.Response(ReceiptView.Render(visit, receipt));
    }

    private static async Task<IReadOnlyList<OrderLine>> PriceLines(IReadOnlyList<CartItem> cart, string currency, CancellationToken ct)
    {
        var products = await Task.WhenAll(cart.Select(item => ProductCatalogue.GetProduct(item.ProductId, ct)));
        // A product that was taken out of the catalogue can't be bought any more.
        var available = cart.Zip(products, (item, product) => (Item: item, Product: product)).Where(l => l.Product is not null).ToList();
        var prices = await Currency.ConvertMoney([.. available.Select(l => l.Product!.Price)], currency, ct);
        return [.. available.Zip(prices, (l, price) => Line(l.Product!, l.Item.Quantity, price))];

        static OrderLine Line(Product product, int quantity, Money price) =>
            new(product.Name, quantity, price with { Amount = price.Amount * quantity });
    }
}
