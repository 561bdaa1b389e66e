namespace Fusionize.Generators.Tests.Routes;

/// <summary>An application whose tasks have routes of every kind.</summary>
internal static class Shop
{
    public const string Source = """
        using System;
        using System.Collections.Generic;
        using System.ComponentModel.DataAnnotations;
        using System.Diagnostics.CodeAnalysis;
        using System.Globalization;
        using System.Linq;
        using System.Text;
        using System.Text.Json.Serialization;
        using System.Threading;
        using System.Threading.Tasks;
        using Fusionize;

        public enum Color { Red = 1, Green = 2, DarkBlue = 3 }

        public sealed record Product(string Id, string? Currency);

        public readonly record struct Sku(string Text) : IParsable<Sku>
        {
            public static Sku Parse(string s, IFormatProvider? provider) => TryParse(s, provider, out var sku) ? sku : throw new FormatException();
            public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Sku result)
            {
                result = new Sku(s?.ToUpperInvariant() ?? "");
                return s is ['S', '-', ..];
            }
        }

        public sealed class Probe : IParsable<Probe>
        {
            public static int Parsed { get; private set; }
            public static Probe Parse(string s, IFormatProvider? provider) => throw new FormatException();
            public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out Probe result)
            {
                Parsed++;
                result = new Probe();
                return true;
            }
        }

        public sealed record Line([Range(1, 99)] int Quantity, [Required] string? Item);

        public sealed record Order([StringLength(8, MinimumLength = 2)] string Name, IReadOnlyList<Line> Lines)
        {
            [EmailAddress, JsonPropertyName("e_mail")] public string? Mail { get; init; }
        }

        public sealed record Note(string Text, int Stars = 3);

        public sealed record Receipt(int Number, string Name, int Count);

        public sealed record Period([Required] string? From, string? To) : IValidatableObject
        {
            public IEnumerable<ValidationResult> Validate(ValidationContext context) =>
                string.CompareOrdinal(From, To) > 0 ? [new ValidationResult("The period ends before it begins.", [nameof(To)])] : [];
        }

        public static class Api
        {
            public static int Runs { get; private set; }

            [FusionTask, HttpGet("/products/{id}")]
            public static Task<Product> GetProduct(string id, [FromQuery] string? currency, CancellationToken ct) =>
                Task.FromResult(new Product(id, currency));

            [FusionTask, HttpGet("/numbers/{n}")]
            public static ValueTask<string> Numbers(int n, long? big, CancellationToken ct, double x = 1.5, bool flag = false, decimal? price = 9.5m,
                byte b = 7) =>
                new(FormattableString.Invariant($"{n} {big} {x} {flag} {price} {b}"));

            [FusionTask, HttpGet("/values")]
            public static Task<string> Values(Guid? guid, DateTime? time, DateTimeOffset? moment, DateOnly? day, TimeOnly? clock, TimeSpan? span,
                Color? color, char? letter, Uri? link, Sku? sku, Color other = Color.Green) => Task.FromResult(
                    string.Join("|", guid, time?.ToString("o"), moment?.ToString("o"), day?.ToString("o"), clock?.ToString("o"), span, color, letter,
                        link, sku?.Text, other));

            [FusionTask, HttpGet("/lists")]
            public static Task<string> Lists(int[] n, [FromQuery("tag")] List<string> tags, IReadOnlyList<Color>? colors,
                [FromHeader("x-ids")] short[] ids) =>
                Task.FromResult($"{string.Join(",", n)}|{string.Join(",", tags)}|{string.Join(",", colors ?? [])}|{string.Join(",", ids)}");

            [FusionTask, HttpGet("/headers")]
            public static Task<string> Headers([FromHeader("X-Tenant")] string tenant, [FromHeader] string? accept,
                [FromHeader("x-count")] int count = 1) =>
                Task.FromResult($"{tenant}|{accept}|{count}");

            [FusionTask, HttpGet("/cookies")]
            public static Task<string> Cookies([FromCookie] string? sid, [FromCookie("visits")] int visits = 0) => Task.FromResult($"{sid}|{visits}");

            // Its own function rehearses it.
            [FusionTask, HttpPost("/counted/{id}")]
            public static Task<int> Counted(Guid id, Color color, [FromHeader] DateTimeOffset at, Note note, Probe probe) => Task.FromResult(++Runs);

            [FusionTask, HttpPost("/forms")]
            public static Task<string> Form([FromForm] string name, [FromForm] int? age, [FromForm("tag")] string[] tags,
                [FromForm] Color color = Color.Red) =>
                Task.FromResult($"{name}|{age}|{string.Join(",", tags)}|{color}");

            [FusionTask, HttpPost("/orders"), HttpPut("/orders/{number}")]
            public static Task<HttpResult<Receipt>> PlaceOrder(Order order, CancellationToken ct, int number = 0) =>
                Task.FromResult(
                    order.Name == "gone" ? HttpResult.NotFound("Such an order isn't there.")
                    : number == 0 ? HttpResult.Created("/orders/17", new Receipt(17, order.Name, order.Lines.Count)).WithHeader("x-kind", "new")
                    : new Receipt(number, order.Name, order.Lines.Count));

            [FusionTask, HttpPost("/notes")]
            public static Task<Note?> Notes([FromBody] Note? note) => Task.FromResult(note);

            [FusionTask, HttpPost("/periods")]
            public static Task Periods(Period period) => Task.CompletedTask;

            [FusionTask, HttpGet("/pages")]
            public static Task<int> Pages([Range(1, 9)] int size = 5) => Task.FromResult(size);

            [FusionTask, HttpGet("/files/{path+}"), HttpGet("/files/index")]
            public static Task<string> Files(string path = "(index)") => Task.FromResult(path);

            [FusionTask, HttpDelete("/products/{id}")]
            public static Task DeleteProduct(string id) => id == "7" ? Task.CompletedTask : throw new InvalidOperationException("secret 4711");

            [FusionTask, HttpPatch("/products/{id}")]
            public static ValueTask<Note> PatchProduct([FromBody] Note change, [FromRoute("id")] string product) =>
                new(change with { Text = product + change.Text });

            [FusionTask, HttpGet("/")]
            public static Task<HttpResult> Home() =>
                Task.FromResult(HttpResult.Html("<h1>Käse</h1>").WithCookie(new HttpCookie("a", "ü;1") { HttpOnly = true })
                    .WithCookie(new HttpCookie("b", "2")
                    { MaxAge = TimeSpan.FromMinutes(1), Secure = true, SameSite = HttpSameSite.Strict, Path = "/x", Domain = "shop.example" }));

            [FusionTask, HttpPost("/whole/{a}/{b}")]
            public static Task<string> Whole(HttpRequest request) => Task.FromResult(
                $"{request.Method} {request.Path} a={request.RouteValues["a"]} b={request.RouteValues["b"]}"
                    + $" q={string.Join(",", request.Query["q"])} h={string.Join(",", request.Headers["x-h"])} c={request.Cookies["c"]}"
                    + $" body={Convert.ToHexString(request.Body.Span)} cookieHeader={request.Headers.ContainsKey("cookie")}");

            [FusionTask, HttpGet("/results/{kind}")]
            public static Task<HttpResult> Results(string kind) => Task.FromResult(kind switch
            {
                "redirect" => HttpResult.Redirect("/elsewhere?x=1"),
                "moved" => HttpResult.Redirect("/new", isPermanent: true, keepsMethod: true),
                "bytes" => HttpResult.Bytes(new byte[] { 0, 255, 1 }, "image/png"),
                "file" => HttpResult.File(Encoding.UTF8.GetBytes("a,b\n"), "käse.csv", "text/csv"),
                "text" => HttpResult.Text("Grüße \"x\"\n"),
                "xml" => HttpResult.Text("<a/>", "application/atom+xml"),
                "latin" => HttpResult.Bytes(new byte[] { 0xE4 }, "text/plain; charset=iso-8859-1"),
                "broken" => HttpResult.Bytes(new byte[] { 0xE4 }, "text/plain"),
                "accepted" => HttpResult.Accepted(),
                "none" => HttpResult.NoContent(),
                "teapot" => HttpResult.OfStatus(418),
                "several" => HttpResult.NoContent().WithHeader("Link", "</1>").WithHeader("link", "</2>"),
                "conflict" => HttpResult.Conflict("Somebody was faster."),
                "bad" => HttpResult.OfStatus(99),
                "split" => HttpResult.NoContent().WithHeader("x", "a\r\nset-cookie: b"),
                _ => HttpResult.Problem(503, "Come back later.", "Closed"),
            });

            [FusionTask, HttpGet("/open"), HttpPost("/open"), Cors("https://a.example", "https://b.example", Headers = "x-a", ExposedHeaders = "x-b",
                AllowCredentials = true, MaxAge = 60)]
            public static Task<int> Open() => Task.FromResult(1);

            [FusionTask, HttpGet("/all"), Cors("*")]
            public static Task<int> All() => throw new FormatException("secret");

            [FusionTask(Entry = true)]
            public static Task<string> Plain(Note note) => Task.FromResult(note.Text);
        }
        """;
}
