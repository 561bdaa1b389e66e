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

namespace RequiredMembersHaveDefaults;

public sealed class Strict
{
    [JsonRequired]
    public int A { get; set; } = 5;

    [JsonRequired, JsonPropertyName("bee")]
    public string? B { get; set; } = "b";

    public required int[] C { get; init; }
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record Closed(int A, string? B = "x")
{
    public int Twice => 2 * A;
}

public static class Tasks
{
    [FusionTask(Name = "RequiredMembersHaveDefaults.Take")]
    public static Task<string> Take(Strict strict, Closed closed) => Task.FromResult($"{strict.A} {strict.B} {strict.C.Length} {closed}"); // FZ0013

    [FusionTask(Entry = true, Name = "RequiredMembersHaveDefaults.Run")]
    public static async Task<string> Run() => await Take(new() { A = 0, B = null, C = [1] }, new(2, null));
}
