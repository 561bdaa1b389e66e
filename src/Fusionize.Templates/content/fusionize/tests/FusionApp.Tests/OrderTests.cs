using OrderTasks = global::SafeNamespace.Orders;

namespace SafeNamespace.Tests;

public sealed class OrderTests
{
    [Fact]
    public async Task An_order_is_priced_by_its_items()
    {
        var receipt = await OrderTasks.Order(new OrderRequest("Ada", 4), CancellationToken.None);

        Assert.Equal(new Receipt("Ada", 4, 38m), receipt);
    }

    [Fact]
    public Task Less_than_nothing_has_no_price() =>
        Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => OrderTasks.Price(-1, CancellationToken.None));
}
