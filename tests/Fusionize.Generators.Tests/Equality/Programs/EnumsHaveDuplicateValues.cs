using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace EnumsHaveDuplicateValues;

public enum Level : long
{
    None,
    Low = 1,
    Least = Low,
    High = long.MaxValue,
    Top = High,
}

public static class Tasks
{
    [FusionTask(Name = "EnumsHaveDuplicateValues.Take")]
    public static Task<Level> Take(Level level, Dictionary<Level, Level[]> map, Level other = Level.Top) =>
        Task.FromResult(level | map[level][0] | other);

    [FusionTask(Entry = true, Name = "EnumsHaveDuplicateValues.Run")]
    public static async Task<string> Run() =>
        $"{(long)await Take(Level.Least, new() { [Level.Low] = [(Level)8] })} "
        + $"{(long)await Take((Level)(-3), new() { [(Level)(-3)] = [Level.None] }, Level.None)}";
}
