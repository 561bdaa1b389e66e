using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Serialization;
using System.Threading.Tasks;
using Fusionize;

namespace SlicedDerived;

public record Animal(string Name);

public sealed record Dog(string Name, int Age) : Animal(Name);

[JsonDerivedType(typeof(Cat))]
public record Pet(string Name);

public sealed record Cat(string Name, int Lives) : Pet(Name);

public static class Tasks
{
    [FusionTask(Name = "SlicedDerived.P1")]
    public static Task<string> P1(Animal x) => Task.FromResult(x.ToString()); // FZ0012

    [FusionTask(Name = "SlicedDerived.P2")]
    public static Task<Animal> P2() => Task.FromResult<Animal>(new Dog("Rex", 3)); // FZ0012

    [FusionTask(Name = "SlicedDerived.P3")]
    public static Task<string> P3(IReadOnlyList<Animal> x) => Task.FromResult(x[0].ToString()); // FZ0012

    [FusionTask(Name = "SlicedDerived.P4")]
    public static Task<string> P4(Pet x) => Task.FromResult(x.ToString()); // FZ0012

    [FusionTask(Entry = true, Name = "SlicedDerived.Run")]
    public static async Task<string> Run() =>
        string.Join(", ", new[] { await P1(new Dog("Rex", 3)), (await P2()).ToString(), await P3([new Dog("Rex", 3)]), await P4(new Cat("Tom", 9)) });
}
