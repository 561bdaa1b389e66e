namespace WebShop.Pages;

/// <summary>What every page displays: the currencies to choose from, the chosen one, and the cart.</summary>
internal sealed record Visit(IReadOnlyList<string> Currencies, string Currency, IReadOnlyList<CartItem> Cart);
