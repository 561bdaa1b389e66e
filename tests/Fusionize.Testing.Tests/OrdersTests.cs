using Orders;
using Orders.Warehouse;

namespace Fusionize.Testing.Tests;

/// <summary>The Orders sample, tested as its author would: the same tests under five setups.</summary>
public sealed class OrdersTests(OrdersTests.Apps apps) : IClassFixture<OrdersTests.Apps>
{
    public static TheoryData<string> Setups =>
        [
            "all separate",
            "all in one",
            "(PlaceOrder,PriceOrder,Discount,Reserve,CheckStock)-(Charge,Refund)-(Ship,PrintLabel)-…",
            "random 1",
            "random 2",
        ];

    [Theory]
    [MemberData(nameof(Setups))]
    public async Task An_order_is_priced_reserved_paid_and_shipped(string setup)
    {
        var id = Journal.NewOrder();
        var app = await apps.UnderAsync(setup);
        var before = app.Calls.Count();
        using var spans = new SpanListener();

        var receipt = await app.InvokeAsync((Checkout c) => c.PlaceOrder(NewOrder(id, "5100", Tier.Gold), default));

        Assert.Equal((OrderState.Confirmed, 24.15m, "p-5100-24.15"), (receipt.State, receipt.Paid, receipt.Payment));
        Assert.Equal([new Reservation(id, new("cup", 4), Shelf.Front), new Reservation(id, new("plate", 2), Shelf.Cellar)], receipt.Reservations);
        await app.DrainAsync();
        Assert.Equal(
            ["# paid 24.15", "# reserve 2 plate", "# reserve 4 cup", "# ship #/Front+Cellar", "Ann mail #: thank you"],
            Journal.EntriesOf(id).Order(StringComparer.Ordinal)
        );
        var calls = app.Calls.Skip(before).ToList();
        Assert.Equal(
            [
                "PlaceOrder → Charge",
                "PlaceOrder → PriceOrder",
                "PlaceOrder → Reserve",
                "PlaceOrder → Reserve",
                "PlaceOrder ⇢ Confirm",
                "PlaceOrder ⇢ Ship",
                "PriceOrder → Discount",
                "Reserve → CheckStock",
                "Reserve → CheckStock",
                "Ship → PrintLabel",
            ],
            calls.Select(c => $"{c.From} {(c.IsAsync ? '⇢' : '→')} {c.To}").Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            setup switch
            {
                "all separate" => 10,
                "all in one" => 0,
                _ => calls.Count(c => c.RequestBytes > 0),
            },
            calls.Count(c => c.IsRemote)
        );

        var shipped = app.LogEntries.Single(e => e.Category == "Orders.Warehouse.Shipping" && e.Values["OrderId"].GetString() == id);
        Assert.Equal(
            ("INFO", "Ship", $"Order {id} leaves with the label {id.ToUpperInvariant()}/Front+Cellar"),
            (shipped.Level, shipped.Task, shipped.Message)
        );
        Assert.Contains(app.Invocations, i => i.Trace == shipped.Trace && i.IsRoot);
        Assert.Equal(
            [
                "Charge ← PlaceOrder",
                "CheckStock ← Reserve",
                "CheckStock ← Reserve",
                "Confirm ← PlaceOrder",
                "Discount ← PriceOrder",
                "PlaceOrder",
                "PriceOrder ← PlaceOrder",
                "PrintLabel ← Ship",
                "Reserve ← PlaceOrder",
                "Reserve ← PlaceOrder",
                "Ship ← PlaceOrder",
            ],
            spans.Of(shipped.Trace!)
        );
    }

    [Theory]
    [MemberData(nameof(Setups))]
    public async Task What_is_out_of_stock_fails_and_what_was_put_aside_is_given_back(string setup)
    {
        var id = Journal.NewOrder();
        var app = await apps.UnderAsync(setup);
        var order = NewOrder(id, "5100", Tier.New) with { Lines = [new("cup", 1), new("plate", 100)] };

        var e = await Assert.ThrowsAsync<TaskFailedException>(() => app.InvokeAsync((Checkout c) => c.PlaceOrder(order, default)));

        Assert.True(e.Is<OutOfStockException>());
        Assert.Equal(("Reserve", "Only 15 of 'plate' left, 100 wanted."), (e.Task, e.Message));
        Assert.Equal(["# release 1 cup", "# reserve 1 cup"], Journal.EntriesOf(id).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Setups))]
    public async Task A_declined_card_rejects_the_order(string setup)
    {
        var id = Journal.NewOrder();
        var app = await apps.UnderAsync(setup);

        var receipt = await app.InvokeAsync((Checkout c) => c.PlaceOrder(NewOrder(id, "4000", Tier.Regular), default));

        Assert.Equal(new Receipt(id, OrderState.Rejected, 0, null, []) with { Reservations = receipt.Reservations }, receipt);
        Assert.Empty(receipt.Reservations);
        await app.DrainAsync();
        Assert.Equal(
            ["# release 2 plate", "# release 4 cup", "# reserve 2 plate", "# reserve 4 cup", "Ann mail #: Card 40… was declined."],
            Journal.EntriesOf(id).Order(StringComparer.Ordinal)
        );
        var refused = app.LogEntries.Single(e => e.Level == "WARN" && e.Scopes.Contains(id));
        Assert.Equal(
            ("Orders.Checkout", "PlaceOrder", "The payment of 25.54 was refused", "Fusionize.TaskFailedException"),
            (refused.Category, refused.Task, refused.Message, refused.ErrorType)
        );
        Assert.Equal(id, refused.Values["OrderId"].GetString());
    }

    [Theory]
    [MemberData(nameof(Setups))]
    public async Task A_cancelled_order_is_paid_back(string setup)
    {
        var id = Journal.NewOrder();
        var app = await apps.UnderAsync(setup);
        var receipt = new Receipt(id, OrderState.Confirmed, 7.5m, id, [new(id, new("cup", 1), Shelf.Front)]);

        var cancelled = await app.InvokeAsync((Checkout c) => c.CancelOrder(receipt, default));

        Assert.Equal((OrderState.Cancelled, 0m), (cancelled.State, cancelled.Paid));
        Assert.Equal(["# release 1 cup", "# refund 7.5 Cancelled"], Journal.EntriesOf(id));
    }

    private static Order NewOrder(string id, string card, Tier tier) =>
        new(id, new Customer("Ann", tier, card), [new("cup", 4), new("plate", 2)], Voucher: "v-1");

    /// <summary>One running application for each setup, for all tests: starting one compiles code for each group.</summary>
    public sealed class Apps : IAsyncLifetime
    {
        private readonly Dictionary<string, FusionizedApp> _apps = [];

        public async Task<FusionizedApp> UnderAsync(string setup) =>
            _apps.TryGetValue(setup, out var app) ? app : _apps[setup] = await FusionizedApp.StartAsync<Checkout>(setup);

        public Task InitializeAsync() => Task.CompletedTask;

        public async Task DisposeAsync()
        {
            foreach (var app in _apps.Values)
                await app.DisposeAsync();
        }
    }
}
