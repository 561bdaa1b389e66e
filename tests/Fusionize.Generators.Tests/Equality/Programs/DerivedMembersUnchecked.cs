using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Serialization;
using System.Threading.Tasks;
using Fusionize;

namespace DerivedMembersUnchecked;

[JsonDerivedType(typeof(Circle), "circle")]
public abstract record Shape;

public sealed record Circle(int R) : Shape
{
    public int Area;
    public (int X, int Y) At { get; init; }
}

public sealed record Box(int A)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public (int X, int Y) At { get; init; }
}

public sealed class Basket : List<int>
{
    public string Owner { get; init; } = "";
}

public static class Tasks
{
    [FusionTask(Name = "DerivedMembersUnchecked.P1")]
    public static Task<string> P1(Shape x) => Task.FromResult(x.ToString()); // FZ0012

    [FusionTask(Name = "DerivedMembersUnchecked.P2")]
    public static Task<string> P2(Box x) => Task.FromResult(x.ToString()); // FZ0012

    [FusionTask(Name = "DerivedMembersUnchecked.P3")]
    public static Task<string> P3(Basket x) => Task.FromResult(x.Owner); // FZ0012

    [FusionTask(Entry = true, Name = "DerivedMembersUnchecked.Run")]
    public static async Task<string> Run() =>
        string.Join(
            ", ",
            new[] { await P1(new Circle(2) { Area = 7, At = (1, 2) }), await P2(new(1) { At = (1, 2) }), await P3(new() { Owner = "me" }) }
        );
}
