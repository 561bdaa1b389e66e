using Fusionize.Rounds.Export;

namespace Fusionize.Tests.Rounds.Export;

/// <summary>Records become the spans of a trace, each below the one that caused it.</summary>
public class SpanTreeTests
{
    private static readonly List<Span> s_spans = SpanTree.Of(ExportedTrace.Records);

    [Fact]
    public void Calls_and_invocations_are_below_what_caused_them() =>
        Assert.Equal(
            [
                "Server Checkout",
                "Internal Price ← Checkout",
                "Internal Discount ← Price",
                "Client Charge ← Price",
                "Client Charge ← Checkout",
                "Server Charge ← Client Charge ← Price",
                "Server Charge ← Client Charge ← Checkout",
                "Producer Ship ← Checkout",
                "Consumer Ship ← Producer Ship",
                "Consumer Ship ← Producer Ship",
                "Server shop-Ship",
            ],
            s_spans.Select(s =>
                s switch
                {
                    { Kind: SpanKind.Server, Task: "Charge" } => $"Server Charge ← Client Charge ← {Parent(Parent(s)!)!.Task}",
                    { Kind: SpanKind.Consumer } => $"Consumer {s.Task} ← {Parent(s)!.Kind} {Parent(s)!.Task}",
                    _ => $"{s.Kind} {s.Task}" + (Parent(s) is { } parent ? $" ← {parent.Task}" : ""),
                }
            )
        );

    [Fact]
    public void Each_span_has_an_id_of_its_own_that_is_the_same_in_each_export()
    {
        Assert.Equal(s_spans.Count, s_spans.Select(s => s.SpanId).Distinct().Count());
        Assert.All(s_spans, s => Assert.Matches("^[0-9a-f]{16}$", s.SpanId));
        Assert.All(s_spans, s => Assert.Matches("^[0-9a-f]{32}$", s.TraceId));
        Assert.Equal(s_spans, SpanTree.Of(Enumerable.Reverse(ExportedTrace.Records)));
    }

    [Fact]
    public void A_record_that_is_there_twice_is_one_span() =>
        Assert.Equal(s_spans.Count, SpanTree.Of([.. ExportedTrace.Records, .. ExportedTrace.Records]).Count);

    [Fact]
    public void No_records_are_no_spans() => Assert.Empty(SpanTree.Of([]));

    private static Span? Parent(Span span) => s_spans.SingleOrDefault(s => s.SpanId == span.ParentId);
}
