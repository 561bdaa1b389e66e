using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace ABaseImplementsAnInterface;

public interface IShop
{
    Task<string> Buy(string s);
}

public class Base
{
    [FusionTask(Name = "ABaseImplementsAnInterface.Take")]
    public Task<string> Buy(string s) => Task.FromResult(s);
}

public sealed class Shop : Base, IShop; // FZ0035

public static class Tasks
{
    [FusionTask(Entry = true, Name = "ABaseImplementsAnInterface.Run")]
    public static async Task<string> Run()
    {
        IShop s = new Shop();
        return await s.Buy("a"); // FZ0017
    }
}
