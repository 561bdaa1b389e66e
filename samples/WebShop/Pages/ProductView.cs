namespace WebShop.Pages;

internal static class ProductView
{
    public static Html Render(Visit visit, Product product, IReadOnlyList<Product> related, Advertisement ad) =>
        Page.Render(
            visit,
            product.Name,
            Html.Of(
                $"""
                <h2>{product.Name}</h2>
                <div class="picture" aria-hidden="true">{product.Picture}</div>
                <p>{product.Description}</p>
                <p><strong id="price">{Page.Money(product.Price)}</strong></p>
                <form class="line" method="post" action="/cart/items">
                <input type="hidden" name="product" value="{product.Id}">
                <label>Quantity <input name="quantity" type="number" min="1" max="99" value="1"></label>
                <button>Add to cart</button>
                </form>
                <h2>You may also like</h2>
                {Page.Products(related)}
                {Page.Advertisement(ad)}
                """
            )
        );
}
