using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace RecordsHaveRequiredMembers;

public record Base
{
    public required string Id { get; init; }
}

public sealed record Order(int Count) : Base
{
    public required Uri? Place { get; init; }
    public string Note { get; set; } = "none";
}

public static class Tasks
{
    [FusionTask(Name = "RecordsHaveRequiredMembers.Take")]
    public static Task<Order> Take(Order order) => Task.FromResult(order with { Count = order.Count + 1 }); // FZ0013

    [FusionTask(Entry = true, Name = "RecordsHaveRequiredMembers.Run")]
    public static async Task<string> Run() => (await Take(new(1) { Id = "a", Place = null })).ToString();
}
