using Fusionize.Generators.Tests.Infrastructure;
using Fusionize.Shared;
using Fusionize.Testing;

namespace Fusionize.Generators.Tests.Equality;

/// <summary>Tasks that change what they were given and gave, which only copies make the same everywhere.</summary>
public sealed class IsolationTests
{
    private const string Expected = "cart: mug | got: mug,plate,mine | kept: mug,plate | sent: mug | numbers: 1";

    [Theory]
    [InlineData("all in one")]
    [InlineData("(Shop)-(Fill,Kept)-(Send,Sent)-…")]
    [InlineData("(Shop,Send,Sent)-(Fill,Kept)-…")]
    public async Task Local_and_remote_calls_copy_alike(string setup)
    {
        using var app = new OnDisk(App.Of(Source("[IsolateByCopying]")).Build());
        await using var running = await FusionizedApp.StartAsync(app.Assembly, setup);
        Assert.Equal(Expected, await running.InvokeAsync<string>("Shop"));
    }

    [Fact]
    public async Task Without_the_attribute_a_local_call_shares()
    {
        using var app = new OnDisk(App.Of(Source("")).Build());
        await using var running = await FusionizedApp.StartAsync(app.Assembly, "all in one");
        Assert.NotEqual(Expected, await running.InvokeAsync<string>("Shop"));
    }

    [Fact]
    public async Task A_generated_host_copies_too()
    {
        var all = new[] { "Shop", "Fill", "Kept", "Send", "Sent", "Sum" };
        var function = Loaded.Of(Source("[IsolateByCopying]"), all, ["Shop"]);
        function.Dispatcher.Connect();
        Assert.Equal($"\"{Expected}\"", await function.SendInInvocation("{}"));
    }

    [Fact]
    public void The_attribute_counts_on_a_task_its_class_and_its_assembly()
    {
        const string Signature = "[FusionTask] public static Task<int> Put(List<int> numbers, string text) => Task.FromResult(1);";
        foreach (
            var source in new[]
            {
                $"static class Tasks {{ [IsolateByCopying] {Signature} }}",
                $"[IsolateByCopying] static class Tasks {{ {Signature} }}",
                $"[IsolateByCopying] static class Outer {{ internal static class Tasks {{ {Signature} }} }}",
                $"[assembly: IsolateByCopying] static class Tasks {{ {Signature} }}",
            }
        )
            Assert.Equal(["global::System.Collections.Generic.List<int>"], Manifest(source).Copied);
        Assert.Empty(Manifest($"static class Tasks {{ {Signature} }}").Copied);
    }

    [Theory]
    [InlineData("string", false)]
    [InlineData("DateTimeOffset?", false)]
    [InlineData("Fixed", false)]
    [InlineData("(int, Fixed)", false)]
    [InlineData("ImmutableArray<Fixed>", false)]
    [InlineData("ImmutableArray<Free>", true)]
    [InlineData("Free", true)]
    [InlineData("Open", true)]
    [InlineData("Nested", true)]
    [InlineData("byte[]", true)]
    [InlineData("IReadOnlyList<int>", true)]
    [InlineData("object", true)]
    [InlineData("System.Text.Json.Nodes.JsonObject", true)]
    [InlineData("System.Text.Json.Nodes.JsonNode?", true)]
    [InlineData("Memory<byte>", true)]
    [InlineData("Uri?", false)]
    [InlineData("KeyValuePair<int, string>", false)]
    [InlineData("Counter", true)]
    [InlineData("Bag", true)]
    [InlineData("Basket", true)]
    [InlineData("Endless<int>", true)]
    public void What_cannot_change_is_not_copied(string type, bool isCopied)
    {
        var manifest = Manifest(
            $$"""
            public enum Kind { A }
            public sealed record Fixed(int Number, Kind? Kind, ImmutableList<string> Names, Fixed? Next);
            public record Open(int Number);
            public sealed class Counter { private int _n; public int N { get => _n; init => _n = value; } public void Increase() => _n++; }
            public sealed class Bag(IReadOnlyList<int> items) { private readonly List<int> _items = [.. items];
                public IReadOnlyCollection<int> Items => _items; }
            public sealed class Basket : List<int>;
            public sealed record Endless<T>(T Value, Endless<ImmutableList<T>>? Next);
            public sealed class Free { public int Number { get; set; } }
            public sealed record Nested(Free Free);
            public static class Tasks { [FusionTask, IsolateByCopying] public static Task Put({{type}} value) => Task.CompletedTask; }
            """
        );
        Assert.Equal(isCopied ? 1 : 0, manifest.Copied.Count);
    }

    [Fact]
    public void A_group_brings_serializers_only_for_what_its_own_calls_copy()
    {
        var app = App.Of(Source("[IsolateByCopying]")).Build();
        Assert.Equal(
            ["global::Cart", "global::System.Collections.Generic.List<int>"],
            Group.Cut(app, ["Shop", "Fill", "Kept", "Send", "Sent", "Sum"], ["Shop"]).Copied
        );
        Assert.Empty(Group.Cut(app, ["Fill"], ["Fill"]).Copied);
        var slice = Group.Cut(app, ["Shop", "Fill"], ["Shop"]);
        Assert.Equal(["global::Cart"], slice.Copied);
        Assert.Equal(slice, SliceText.Parse(SliceText.Write(slice)));
    }

    private static Manifest Manifest(string source) =>
        App.Of(
                $"using System; using System.Collections.Generic; using System.Collections.Immutable; using System.Threading.Tasks; "
                    + $"using Fusionize; {source}"
            )
            .Build()
            .Manifest;

    private static string Source(string attribute) =>
        $$"""
            using System.Collections.Generic;
            using System.Threading.Tasks;
            using Fusionize;

            public sealed class Cart
            {
                public List<string> Items { get; set; } = new();
                public override string ToString() => string.Join(',', Items);
            }

            {{attribute}}
            public static class Tasks
            {
                private static Cart? s_kept;
                private static readonly TaskCompletionSource<string> s_sent = new();

                [FusionTask(Entry = true)]
                public static async Task<string> Shop()
                {
                    var cart = new Cart { Items = { "mug" } };
                    var filled = await Fill(cart);
                    filled.Items.Add("mine");
                    var sending = new Cart { Items = { "mug" } };
                    await Send(sending).Detach();
                    sending.Items.Add("too late");
                    var numbers = new List<int> { 1 };
                    await Sum(numbers);
                    return $"cart: {cart} | got: {filled} | kept: {await Kept()} | sent: {await Sent()} | numbers: {string.Join(',', numbers)}";
                }

                [FusionTask]
                public static async Task<Cart> Fill(Cart cart)
                {
                    await Task.Yield();
                    cart.Items.Add("plate");
                    return s_kept = cart;
                }

                [FusionTask] public static ValueTask<string> Kept() => new(s_kept!.ToString());

                [FusionTask]
                public static async Task Send(Cart cart)
                {
                    await Task.Delay(30);
                    s_sent.SetResult(cart.ToString());
                }

                [FusionTask] public static Task<string> Sent() => s_sent.Task;

                [FusionTask]
                public static ValueTask<int> Sum(List<int> numbers)
                {
                    numbers.Add(2);
                    return new(numbers.Count);
                }
            }
            """;
}
