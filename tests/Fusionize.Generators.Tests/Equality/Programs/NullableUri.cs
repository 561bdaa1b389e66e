using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Fusionize;

namespace NullableUri;

public sealed record Link(Uri? Target);

public sealed record Doc(JsonNode? N, JsonObject? O);

public static class Tasks
{
    [FusionTask(Entry = true, Name = "NullableUri.P1")]
    public static Task P1(Link x) => Task.CompletedTask;

    [FusionTask(Entry = true, Name = "NullableUri.P2")]
    public static Task P2(Doc x) => Task.CompletedTask;

    [FusionTask(Entry = true, Name = "NullableUri.P3")]
    public static Task P3(Uri? x) => Task.CompletedTask;

    [FusionTask(Entry = true, Name = "NullableUri.Fine")]
    public static Task Fine(Uri x) => Task.CompletedTask;

    [FusionTask(Entry = true, Name = "NullableUri.Run")]
    public static async Task<string> Run()
    {
        await P1(new(null));
        await P2(new(null, null));
        await P3(null);
        return "done";
    }
}
