using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace ATaskClassHasRequiredMembers;

public sealed class Work // FZ0023
{
    public required string Name { get; init; }

    [FusionTask(Name = "ATaskClassHasRequiredMembers.Take")]
    public Task<string> Take(string s) => Task.FromResult(s + Name);
}

public static class Tasks
{
    [FusionTask(Entry = true, Name = "ATaskClassHasRequiredMembers.Run")]
    public static async Task<string> Run() => await new Work { Name = "n" }.Take("a"); // FZ0035
}
