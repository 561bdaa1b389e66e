using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace TaskNamesAreConstants;

public static class Ids
{
    public const string Space = nameof(TaskNamesAreConstants);
    public const string Take = Space + "." + "Take";
}

public static class Tasks
{
    [FusionTask(Name = Ids.Take)]
    public static Task<string> Take(string text) => Task.FromResult(text);

    [FusionTask(Name = $"{Ids.Space}.Other")]
    public static Task<string> Other(string text) => Task.FromResult(text + "?");

    [FusionTask(Entry = !false, Name = nameof(TaskNamesAreConstants) + ".Run")]
    public static async Task<string> Run() => await Take("a") + await Other("b");
}
