using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace AGenericInterfaceIsCalled;

public interface IShop<T>
{
    Task<T> Buy(T s);
}

public abstract class Middle : IShop<string> // FZ0023
{
    [FusionTask(Name = "AGenericInterfaceIsCalled.Take")]
    public Task<string> Buy(string s) => Task.FromResult(s);
}

public sealed class Shop : Middle;

public static class Tasks
{
    [FusionTask(Entry = true, Name = "AGenericInterfaceIsCalled.Run")]
    public static async Task<string> Run() => await Through(new Shop());

    static Task<string> Through(IShop<string> s) => s.Buy("a"); // FZ0017
}
