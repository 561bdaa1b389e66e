using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace AnApplicationHasItsOwnJsonContext;

public sealed record Item(string Name, Color Color);

public enum Color
{
    Red,
    Green,
}

[JsonSerializable(typeof(Item))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseUpper, UseStringEnumConverter = true)]
internal sealed partial class Own : JsonSerializerContext
{
    public Own()
        : base(null) { }

    protected override JsonSerializerOptions? GeneratedSerializerOptions => null;

    public override JsonTypeInfo? GetTypeInfo(Type type) => null;
}

public static class Tasks
{
    [FusionTask(Name = "AnApplicationHasItsOwnJsonContext.Take")]
    public static Task<Item> Take(Item item) => Task.FromResult(item with { Color = Color.Green });

    [FusionTask(Entry = true, Name = "AnApplicationHasItsOwnJsonContext.Run")]
    public static async Task<string> Run() => (await Take(new("a", Color.Red))).ToString();
}
