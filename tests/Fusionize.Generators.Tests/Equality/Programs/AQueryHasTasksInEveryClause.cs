using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace AQueryHasTasksInEveryClause;

public static class Tasks
{
    [FusionTask(Name = "AQueryHasTasksInEveryClause.Take")]
    public static Task<int> Take(int value) => Task.FromResult(value * 2);

    [FusionTask(Entry = true, Name = "AQueryHasTasksInEveryClause.Run")]
    public static Task<string> Run() =>
        Task.FromResult(
            string.Join(
                ',',
                from a in Enumerable.Range(0, Take(2).Result)
                let b = Take(a).Result
                where Take(b).Result > 2
                join c in new[] { 2, 4, 6 } on Take(a).Result equals c
                orderby Take(-a).Result
                group Take(c).Result by Take(b).Result % 8 into g
                select $"{g.Key}:{Take(g.Sum()).Result}"
            )
        );
}
