using System.Net;
using System.Text.RegularExpressions;
using WebShop;

namespace Fusionize.Testing.Tests;

/// <summary>The web shop, through its pages, under different setups.</summary>
public sealed partial class WebShopTests
{
    private const string Buyer = "name=Ann&street=Main+St+1&city=Oslo&country=Norway&email=ann%40example.com&expiryMonth=12&expiryYear=2099";

    static WebShopTests()
    {
        var folder = Directory.CreateTempSubdirectory("fusionize-webshop-").FullName;
        Environment.SetEnvironmentVariable("WEBSHOP_STORE", Path.Combine(folder, "store.db"));
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("all separate")]
    [InlineData("all in one")]
    [InlineData("random 1")]
    [InlineData("random 2")]
    public async Task A_customer_finds_buys_and_pays(string setup)
    {
        await using var app = await FusionizedApp.StartAsync<Product>(setup);
        using var http = app.CreateHttpClient();
        var customer = new Customer(http);

        Assert.Contains("Teapot", await customer.GetAsync("/"), StringComparison.Ordinal);
        var found = await customer.GetAsync("/?search=STEEL");
        Assert.Contains("Watering can", found, StringComparison.Ordinal);
        Assert.DoesNotContain("Teapot", found, StringComparison.Ordinal);
        Assert.Contains("""<strong id="price">34.50 EUR</strong>""", await customer.GetAsync("/products/teapot"), StringComparison.Ordinal);
        customer.Cookies["currency"] = "USD";
        Assert.Contains("""<strong id="price">37.33 USD</strong>""", await customer.GetAsync("/products/teapot"), StringComparison.Ordinal);

        Assert.Contains("Cart (2)", await customer.PostAsync("/cart/items", "product=teapot&quantity=2"), StringComparison.Ordinal);
        var cart = await customer.PostAsync("/cart/items", "product=socks");
        Assert.Contains("Cart (3)", cart, StringComparison.Ordinal);
        // 2 × 37.33 + 16.12 + shipping of 5.70 EUR
        Assert.Contains("""id="total">96.95 USD<""", cart, StringComparison.Ordinal);

        var refused = await customer.PostAsync("/checkout", Buyer + "&card=4000+0000+0000+0002");
        Assert.Contains("The bank refuses to pay 96.95 USD with this card.", refused, StringComparison.Ordinal);
        Assert.Contains("Cart (3)", refused, StringComparison.Ordinal);
        var paid = await customer.PostAsync("/checkout", Buyer + "&card=5555+5555+5555+4444");
        Assert.Contains("Thank you, Ann", paid, StringComparison.Ordinal);
        Assert.Contains("Teapot: 74.66 USD", paid, StringComparison.Ordinal);
        Assert.Contains("Cart (0)", await customer.GetAsync("/cart"), StringComparison.Ordinal);

        await app.DrainAsync();
        Assert.Empty(app.FailedWork);
        Assert.Equal(["SendConfirmation", "ShipOrder"], app.Calls.Where(c => c.IsAsync).Select(c => c.To).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("all separate")]
    [InlineData("all in one")]
    public async Task Orders_are_shipped_from_the_queue(string setup)
    {
        await using var app = await FusionizedApp.StartAsync<Product>(setup);

        var delivery = await app.SendSqsAsync(
            "shipments",
            new Shipment("o-1", new Address("Ann", "Main St 1", "Oslo", "Norway"), [new CartItem("mug", 2)]),
            new Shipment("o-2", new Address("Bob", "Side St 2", "Rome", "Italy"), [])
        );

        Assert.True(delivery.Succeeded);
    }

    [Fact]
    public async Task What_cannot_be_bought_is_refused()
    {
        await using var app = await FusionizedApp.StartAsync<Product>("all in one");
        using var http = app.CreateHttpClient();
        var customer = new Customer(http);
        await customer.GetAsync("/");

        await customer.GetAsync("/products/unicorn", HttpStatusCode.NotFound);
        await customer.PostAsync("/cart/items", "product=unicorn", HttpStatusCode.BadRequest);
        await customer.PostAsync("/cart/items", "product=mug&quantity=0", HttpStatusCode.BadRequest);
        await customer.PostAsync("/cart/items", "quantity=1", HttpStatusCode.BadRequest);
        Assert.Contains("Your cart is empty.", await customer.PostAsync("/checkout", Buyer + "&card=5555555555554444"), StringComparison.Ordinal);
        var noAddress = Buyer.Replace("ann%40", "", StringComparison.Ordinal);
        Assert.Contains(
            "\"email\"",
            await customer.PostAsync("/checkout", noAddress + "&card=5555555555554444", HttpStatusCode.BadRequest),
            StringComparison.Ordinal
        );
        Assert.Contains("&lt;b&gt;", await customer.GetAsync("/?search=%3Cb%3E"), StringComparison.Ordinal);
    }

    /// <summary>A browser without a window: keeps cookies and follows redirects.</summary>
    private sealed partial class Customer(HttpClient http)
    {
        public Dictionary<string, string> Cookies { get; } = [];

        public Task<string> GetAsync(string path, HttpStatusCode expected = HttpStatusCode.OK) =>
            SendAsync(new HttpRequestMessage(HttpMethod.Get, path), expected);

        public Task<string> PostAsync(string path, string form, HttpStatusCode expected = HttpStatusCode.OK) =>
            SendAsync(
                new HttpRequestMessage(HttpMethod.Post, path)
                {
                    Content = new StringContent(form, new System.Net.Http.Headers.MediaTypeHeaderValue("application/x-www-form-urlencoded")),
                },
                expected
            );

        private async Task<string> SendAsync(HttpRequestMessage request, HttpStatusCode expected)
        {
            using var _ = request;
            if (Cookies.Count > 0)
                request.Headers.Add("cookie", string.Join("; ", Cookies.Select(c => $"{c.Key}={c.Value}")));
            using var response = await http.SendAsync(request);
            if (response.Headers.TryGetValues("set-cookie", out var set))
                foreach (var cookie in set.Select(c => CookiePair().Match(c)))
                    Cookies[cookie.Groups[1].Value] = cookie.Groups[2].Value;
            if (response.StatusCode == HttpStatusCode.SeeOther)
                return await GetAsync(response.Headers.Location!.ToString(), expected);
            var text = await response.Content.ReadAsStringAsync();
            Assert.True(response.StatusCode == expected, $"{(int)response.StatusCode} {text}");
            return text;
        }

        [GeneratedRegex("^([^=]+)=([^;]*)")]
        private static partial Regex CookiePair();
    }
}
