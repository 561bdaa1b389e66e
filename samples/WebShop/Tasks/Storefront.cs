using Fusionize;
using WebShop.Data;
using WebShop.Pages;

namespace WebShop.Tasks;

/// <summary>The pages that customers see.</summary>
public static class Storefront
{
    /// <summary>The shop's page, the page of a product, and the cart.</summary>
    [FusionTask, HttpGet("/"), HttpGet("/products/{id}"), HttpGet("/cart")]
    public static async Task<HttpResult> ShowPage(
        HttpRequest request,
        [FromQuery] string? search = null,
        [FromCookie] string? session = null,
        [FromCookie] string? currency = null,
        CancellationToken ct = default
    )
    {
        var isNew = string.IsNullOrEmpty(session);
        session = isNew ? Guid.CreateVersion7().ToString("n") : session!;
        var currencies = Currency.ListCurrencies(ct);
        var cart = ShoppingCart.GetCart(session, ct);
        // An unknown currency comes from an old or a foreign cookie.
        var visit = new Visit(await currencies, (await currencies).Contains(currency ?? "") ? currency! : ExchangeRates.Euro, await cart);
        var page =
            request.RouteValues.TryGetValue("id", out var id) ? await ProductPage(id, visit, ct)
            : request.Path == "/cart" ? await CartPage(visit, ct)
            : await HomePage(search, visit, ct);
        return isNew ? page.WithCookie(new HttpCookie("session", session) { HttpOnly = true, SameSite = HttpSameSite.Lax }) : page;
    }

    private static async Task<HttpResult> HomePage(string? search, Visit visit, CancellationToken ct)
    {
        var advertisement = Advertising.PickAdvertisement(null, ct);
        var found = string.IsNullOrWhiteSpace(search)
            ? await ProductCatalogue.ListProducts(ct)
            : await ProductCatalogue.SearchProducts(search.Trim(), ct);
        return Page.Response(HomeView.Render(visit, await Converted(found, visit.Currency, ct), search, await advertisement));
    }

    private static async Task<HttpResult> ProductPage(string id, Visit visit, CancellationToken ct)
    {
        if (await ProductCatalogue.GetProduct(id, ct) is not { } product)
            return Page.Response(MessageView.Render(visit, "Not found", $"We don't sell “{id}”."), status: 404);
        var advertisement = Advertising.PickAdvertisement(product.Category, ct);
        var related = Recommendations.RecommendProducts([product.Id], ct);
        var prices = await Converted([product, .. await related], visit.Currency, ct);
        return Page.Response(ProductView.Render(visit, prices[0], [.. prices.Skip(1)], await advertisement));
    }

    private static async Task<HttpResult> CartPage(Visit visit, CancellationToken ct)
    {
        var products = await ProductCatalogue.ListProducts(ct);
        var inCart = products.Where(p => visit.Cart.Any(i => i.ProductId == p.Id)).ToList();
        var related = Recommendations.RecommendProducts([.. inCart.Select(p => p.Id)], ct);
        var shipping = Shipping.QuoteShipping(visit.Cart, ct);
        var prices = await Converted([.. inCart, .. await related], visit.Currency, ct);
        var quote = (await Currency.ConvertMoney([await shipping], visit.Currency, ct))[0];
        return Page.Response(CartView.Render(visit, [.. prices.Take(inCart.Count)], quote, [.. prices.Skip(inCart.Count)]));
    }

    private static async Task<IReadOnlyList<Product>> Converted(IReadOnlyList<Product> products, string currency, CancellationToken ct)
    {
        if (products.Count == 0)
            return products;
        var prices = await Currency.ConvertMoney([.. products.Select(p => p.Price)], currency, ct);
        return [.. products.Zip(prices, (product, price) => product with { Price = price })];
    }
}
