using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;
using System.Text.Json.Serialization;

namespace EnumsHaveConverters;

[JsonConverter(typeof(JsonStringEnumConverter<Color>))]
public enum Color
{
    Red,
    [JsonStringEnumMemberName("dark green")]
    Green,
}

public sealed record Paint(
    Color Color,
    [property: JsonConverter(typeof(JsonStringEnumConverter<Finish>))] Finish Finish,
    Dictionary<Color, Color?> Map
);

public enum Finish
{
    Matt,
    Gloss = 9,
}

public static class Tasks
{
    [FusionTask(Name = "EnumsHaveConverters.Take")]
    public static Task<Paint> Take(Paint paint, Color[] colors) => Task.FromResult(paint with { Color = colors[1] });

    [FusionTask(Entry = true, Name = "EnumsHaveConverters.Run")]
    public static async Task<string> Run()
    {
        var paint = await Take(new(Color.Red, Finish.Gloss, new() { [Color.Green] = Color.Red, [Color.Red] = null }), [Color.Red, Color.Green]);
        return $"{paint.Color} {paint.Finish} {string.Join(',', paint.Map)}";
    }
}
