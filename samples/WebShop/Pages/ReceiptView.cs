namespace WebShop.Pages;

internal static class ReceiptView
{
    public static Html Render(Visit visit, Receipt receipt) =>
        Page.Render(
            visit,
            "Thank you",
            Html.Of(
                $"""
                <h2>Thank you, {receipt.To.Name}</h2>
                <p>Your order <code id="order">{receipt.OrderId}</code> is paid with the card that ends in {receipt.Payment.LastDigits}.</p>
                <pre>{Text(receipt)}</pre>
                <p><a href="/">Continue shopping</a></p>
                """
            )
        );

    /// <summary>The receipt as plain text, a line for each product.</summary>
    public static string Text(Receipt receipt) =>
        string.Concat(receipt.Lines.Select(l => $"{l.Quantity} × {l.Product}: {Page.Money(l.Price)}\n"))
        + $"Shipping to {receipt.To.Street}, {receipt.To.City}, {receipt.To.Country}: {Page.Money(receipt.Shipping)}\n"
        + $"Total: {Page.Money(receipt.Total)}\n";
}
