using System.Text.Json;
using System.Text.Json.Serialization;
using Fusionize.Benchmarks.Infrastructure;
using Fusionize.CompilerServices;

namespace Fusionize.Benchmarks.Dispatch;

/// <summary>What <see cref="IsolateByCopyingAttribute"/> costs a fused call.</summary>
internal static class CopyFigures
{
    public static void Measure(Report report)
    {
        report.Heading("A fused call that copies its argument, an object of seven members and a list of three strings");
        Isolated.Use(CopyJson.Default.Draft);
        var draft = new Draft
        {
            Id = "order-12345",
            Name = "Ann Example",
            Count = 4,
            Total = 12.5m,
            At = DateTimeOffset.UnixEpoch,
            Key = Guid.Empty,
            Items = ["mug", "plate", "cup"],
        };
        var measured = Timing.Compare(new Variant("shared", n =>
            {
                for (var i = 0; i < n; i++)
                    CopyTasks.Share(draft).GetAwaiter().GetResult();
            }), new Variant("copied", n =>
            {
                for (var i = 0; i < n; i++)
                    CopyTasks.Copy(draft).GetAwaiter().GetResult();
            }));
        report.Add("the argument shared", measured[0].Nanoseconds, "ns");
        report.Add("the argument copied", measured[1].Nanoseconds, "ns");
        report.Add("the argument copied, allocated", measured[1].Bytes, "B");
    }
}

public sealed class Draft
{
    public string? Id { get; set; }

    public string? Name { get; set; }

    public int Count { get; set; }

    public decimal Total { get; set; }

    public DateTimeOffset At { get; set; }

    public Guid Key { get; set; }

    public List<string> Items { get; set; } = [];
}

public static class CopyTasks
{
#pragma warning disable FZ0013 // what sharing means is what is measured
    [FusionTask(Entry = true)]
    public static ValueTask<int> Share(Draft draft) => new(draft.Count);
#pragma warning restore FZ0013

    [FusionTask(Entry = true), IsolateByCopying]
    public static ValueTask<int> Copy(Draft draft) => new(draft.Count);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Draft))]
internal sealed partial class CopyJson : JsonSerializerContext;
