using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace ABaseCallsATask;

public class Base
{
    [FusionTask(Name = "ABaseCallsATask.Take")]
    public Task<string> Do(string s) => Task.FromResult(s);
}

public sealed class Derived : Base // FZ0035
{
    public Task<string> Go() => base.Do("a");

    public new Task<string> Do(string s) => base.Do(s + "!");
}

public static class Tasks
{
    [FusionTask(Entry = true, Name = "ABaseCallsATask.Run")]
    public static async Task<string> Run() => await new Derived().Go() + await new Derived().Do("b");
}
