namespace WebShop.Pages;

internal static class CartView
{
    public static Html Render(Visit visit, IReadOnlyList<Product> products, Money shipping, IReadOnlyList<Product> related)
    {
        if (products.Count == 0)
            return Page.Render(visit, "Cart", Html.Of($"<h2>Cart</h2><p>Your cart is empty.</p>{Page.Products(related)}"));
        var lines = products.Select(p => (Product: p, visit.Cart.First(i => i.ProductId == p.Id).Quantity)).ToList();
        var total = shipping with { Amount = shipping.Amount + lines.Sum(l => l.Product.Price.Amount * l.Quantity) };
        var rows = Html.Join(lines.Select(l => Row(l.Product, l.Quantity)));
        return Page.Render(
            visit,
            "Cart",
            Html.Of(
                $"""
                <h2>Cart</h2>
                <table>
                <thead><tr><th>Product</th><th class="number">Quantity</th><th class="number">Price</th></tr></thead>
                <tbody>{rows}
                <tr><td>Shipping</td><td></td><td class="number">{Page.Money(shipping)}</td></tr>
                <tr><th>Total</th><td></td><th class="number" id="total">{Page.Money(total)}</th></tr></tbody>
                </table>
                <form method="post" action="/cart/clear"><p><button>Empty the cart</button></p></form>
                <form method="post" action="/checkout"><fieldset><legend>Checkout</legend>
                <label>Name <input name="name" required maxlength="80" autocomplete="name"></label>
                <label>E-mail <input name="email" type="email" required autocomplete="email"></label>
                <label>Street <input name="street" required maxlength="120" autocomplete="street-address"></label>
                <label>City <input name="city" required maxlength="80" autocomplete="address-level2"></label>
                <label>Country <input name="country" required maxlength="60" autocomplete="country-name"></label>
                <label>Card number
                <input name="card" required pattern="[0-9 ]*" inputmode="numeric" autocomplete="cc-number" placeholder="5555 5555 5555 4444"></label>
                <label>Expiry month <input name="expiryMonth" type="number" min="1" max="12" required></label>
                <label>Expiry year <input name="expiryYear" type="number" min="2020" max="2100" required></label>
                <button>Pay {Page.Money(total)}</button>
                </fieldset></form>
                <h2>You may also like</h2>
                {Page.Products(related)}
                """
            )
        );
    }

    private static Html Row(Product product, int quantity)
    {
        var price = Page.Money(product.Price with { Amount = product.Price.Amount * quantity });
        return Html.Of($"""<tr><td>{product.Name}</td><td class="number">{quantity}</td><td class="number">{price}</td></tr>""");
    }
}
