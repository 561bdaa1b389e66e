using System.Text.Json;
using Fusionize;
using Samples.Storage;
using WebShop.Data;

namespace WebShop.Tasks;

/// <summary>What customers want to buy. A cart belongs to the session that a cookie names.</summary>
public static class ShoppingCart
{
    private const int MostOfAProduct = 99;

    [FusionTask]
    public static Task<IReadOnlyList<CartItem>> GetCart(string session, CancellationToken ct) => StoreCart(new CartAccess(session), ct);

    [FusionTask, HttpPost("/cart/items")]
    public static async Task<HttpResult> AddCartItem(
        [FromForm] string product,
        [FromCookie] string session,
        [FromForm] int quantity = 1,
        CancellationToken ct = default
    )
    {
        if (quantity is < 1 or > MostOfAProduct)
            return HttpResult.BadRequest($"The quantity must be 1 to {MostOfAProduct}.");
        if (await ProductCatalogue.GetProduct(product, ct) is null)
            return HttpResult.BadRequest($"We don't sell '{product}'.");
        var cart = await GetCart(session, ct);
        var before = cart.FirstOrDefault(i => i.ProductId == product)?.Quantity ?? 0;
        var item = new CartItem(product, Math.Min(before + quantity, MostOfAProduct));
        await StoreCart(new CartAccess(session, [.. cart.Where(i => i.ProductId != product), item]), ct);
        return SeeOther("/cart");
    }

    [FusionTask, HttpPost("/cart/clear")]
    public static async Task<HttpResult> EmptyCart([FromCookie] string session, CancellationToken ct)
    {
        await StoreCart(new CartAccess(session, []), ct);
        return SeeOther("/cart");
    }

    /// <summary>The only task that touches stored carts: reads one, or replaces it first.</summary>
    [FusionTask(Init = nameof(OpenStore))]
    public static async Task<IReadOnlyList<CartItem>> StoreCart(CartAccess access, CancellationToken ct)
    {
        var key = "cart#" + access.Session;
        if (access.Items is { } items)
        {
            await Store.Default.PutAsync(new Item(key, "items", JsonSerializer.Serialize(items, StoredJson.Default.IReadOnlyListCartItem)), ct);
            return items;
        }
        return await Store.Default.QueryAsync(key, newest: 1, ct) is [var stored, ..]
            ? JsonSerializer.Deserialize(stored.Value, StoredJson.Default.IReadOnlyListCartItem) ?? []
            : [];
    }

    internal static Task OpenStore() => Store.Open();

    /// <summary>After a form: the browser gets the page, so that reloading it sends no form again.</summary>
    private static HttpResult SeeOther(string location) => HttpResult.OfStatus(303).WithHeader("location", location);
}
