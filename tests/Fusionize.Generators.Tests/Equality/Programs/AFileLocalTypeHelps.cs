using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace AFileLocalTypeHelps;

file sealed class Helper
{
    public static string Join(IEnumerable<string> parts) => string.Join("-", parts);
}

file static class Extensions
{
    public static Task<string> Twice(this string text) => Tasks.Take(text + text);
}

public static class Tasks
{
    [FusionTask(Name = "AFileLocalTypeHelps.Take")]
    public static Task<string> Take(string text) => Task.FromResult(Helper.Join([text, "x"]));

    [FusionTask(Entry = true, Name = "AFileLocalTypeHelps.Run")]
    public static Task<string> Run() => "a".Twice();
}
