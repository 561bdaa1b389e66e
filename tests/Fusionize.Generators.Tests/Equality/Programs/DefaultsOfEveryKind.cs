using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace DefaultsOfEveryKind;

public static class Tasks
{
    [FusionTask(Name = "DefaultsOfEveryKind.Take")]
    public static Task<string> Take(
        int a = int.MinValue,
        long b = long.MinValue,
        double c = double.NaN,
        float d = -0.0f,
        decimal e = -1.50m,
        string g = "\"\0\u2028{}",
        Color h = Color.Blue,
        Color? i = (Color)9,
        Guid j = default,
        DateTime k = default,
        byte l = 3,
        ulong m = ulong.MaxValue,
        double n = double.NegativeInfinity,
        float o = float.PositiveInfinity,
        bool? p = null,
        sbyte r = -1,
        string? s = null,
        uint? t = 7,
        decimal u = decimal.MaxValue,
        double v = double.Epsilon
    ) => Task.FromResult(See.Of(new object?[] { a, b, c, d, e, g, h, i, j, k, l, m, n, o, p, r, s, t, u, v }));

    [FusionTask(Entry = true, Name = "DefaultsOfEveryKind.Run")]
    public static async Task<string> Run() => await Take();
}
