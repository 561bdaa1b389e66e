using System.Globalization;
using Fusionize;

namespace WebShop.Pages;

/// <summary>The frame of all pages, and the parts that several of them use.</summary>
internal static class Page
{
    private const string Style = """
        :root { color-scheme: light dark; --line: #8884; --accent: #0b6bcb; }
        @media (prefers-color-scheme: dark) { :root { --accent: #7ab8ff; } }
        body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 0 1rem 3rem; }
        header, form.line { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; }
        header { border-bottom: 1px solid var(--line); padding: 1rem 0; justify-content: space-between; }
        a { color: var(--accent); } h1 a { color: inherit; text-decoration: none; }
        h1 { margin: 0; font-size: 1.5rem; } h2 { margin: 1.5rem 0 .5rem; }
        ul.products { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: 1rem; list-style: none; padding: 0; }
        ul.products li { border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; }
        .picture { font-size: 3rem; } .ad { border-left: 4px solid var(--accent); padding-left: .75rem; }
        table { border-collapse: collapse; width: 100%; } td, th { border-bottom: 1px solid var(--line); padding: .4rem; text-align: left; }
        td.number, th.number { text-align: right; }
        fieldset { border: 1px solid var(--line); border-radius: .5rem; display: grid; gap: .5rem; max-width: 26rem; }
        label { display: grid; } input, select, button { font: inherit; padding: .35rem .5rem; }
        """;

    private const string ChooseCurrency = "document.cookie='currency='+this.value+';path=/;samesite=lax';location.reload()";

    public static HttpResult Response(Html page, int status = 200) =>
        new()
        {
            Status = status,
            ContentType = "text/html; charset=utf-8",
            Content = System.Text.Encoding.UTF8.GetBytes(page.Text),
        };

    public static Html Render(Visit visit, string title, Html content)
    {
        var currencies = Html.Join(
            visit.Currencies.Select(c => c == visit.Currency ? Html.Of($"<option selected>{c}</option>") : Html.Of($"<option>{c}</option>"))
        );
        return Html.Of(
            $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <base href="/">
            <title>{title} – Web Shop</title>
            <link rel="icon" href="data:,">
            <style>{new Html(Style)}</style>
            </head>
            <body>
            <header>
            <h1><a href="/">Web Shop</a></h1>
            <label>Currency <select name="currency" onchange="{ChooseCurrency}">{currencies}</select></label>
            <a href="/cart">Cart ({visit.Cart.Sum(i => i.Quantity)})</a>
            </header>
            <main>{content}</main>
            </body>
            </html>
            """
        );
    }

    public static Html Products(IEnumerable<Product> products) => Html.Of($"""<ul class="products">{Html.Join(products.Select(Card))}</ul>""");

    private static Html Card(Product p) =>
        Html.Of(
            $"""
            <li><div class="picture" aria-hidden="true">{p.Picture}</div><a href="/products/{p.Id}">{p.Name}</a><br>{Money(p.Price)}</li>
            """
        );

    public static Html Advertisement(Advertisement ad) => Html.Of($"""<p class="ad"><a href="/products/{ad.ProductId}">{ad.Text}</a></p>""");

    public static string Money(Money money) =>
        money.Amount.ToString(money.Currency == "JPY" ? "#,0" : "#,0.00", CultureInfo.InvariantCulture) + " " + money.Currency;
}
