using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace AnInterfaceMemberIsHeld;

public interface IShop
{
    Task<string> Buy(string s);
}

public sealed class Shop : IShop
{
    [FusionTask(Name = "AnInterfaceMemberIsHeld.Take")]
    public Task<string> Buy(string s) => Task.FromResult(s);
}

public static class Tasks
{
    [FusionTask(Entry = true, Name = "AnInterfaceMemberIsHeld.Run")]
    public static async Task<string> Run()
    {
        IShop shop = new Shop();
        var f = shop.Buy; // FZ0017
        return await f("a");
    }
}
