namespace WebShop.Pages;

internal static class HomeView
{
    public static Html Render(Visit visit, IReadOnlyList<Product> products, string? search, Advertisement ad) =>
        Page.Render(
            visit,
            "Products",
            Html.Of(
                $"""
                {Page.Advertisement(ad)}
                <form class="line" role="search">
                <label>Search <input name="search" type="search" value="{search}"></label><button>Search</button>
                </form>
                {(products.Count == 0 ? Html.Of($"<p>Nothing found.</p>") : Page.Products(products))}
                """
            )
        );
}
