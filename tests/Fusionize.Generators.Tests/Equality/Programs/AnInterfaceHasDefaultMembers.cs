using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Fusionize;

namespace AnInterfaceHasDefaultMembers;

public interface INamed
{
    string First { get; }
    string Full => First + "!";
}

public sealed record Person(string First) : INamed;

public static class Tasks
{
    [FusionTask(Name = "AnInterfaceHasDefaultMembers.Take")]
    public static Task<string> Take(Person person) => Task.FromResult(((INamed)person).Full);

    [FusionTask(Entry = true, Name = "AnInterfaceHasDefaultMembers.Run")]
    public static Task<string> Run() => Take(new("Ann"));
}
