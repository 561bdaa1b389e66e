using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace Fusionize.Generators.Tests.Equality;

/// <summary>What is wrong with one member of a request, or only unusual.</summary>
internal sealed record Damage(int Member, DamageKind Kind)
{
    public static Gen<Damage> Any { get; } =
        from member in Gen.Choose(0, 9999)
        from kind in Gen.Elements(Enum.GetValues<DamageKind>())
        select new Damage(member, kind);

    /// <summary>Everything that can be done to a member of an object, or to one below it.</summary>
    public static IEnumerable<Damage> Of(JsonNode json) =>
        Enumerable.Range(0, Members(json).Count()).SelectMany(_ => Enum.GetValues<DamageKind>(), static (member, kind) => new Damage(member, kind));

    /// <summary>Does it to one of the members of an object and all below it.</summary>
    public void Apply(JsonNode json)
    {
        var members = Members(json).ToList();
        var (owner, name) = members[Member % members.Count];
        var value = owner[name];
        owner.Remove(name);
        switch (Kind)
        {
            case DamageKind.Null:
                owner[name] = null;
                break;
            case DamageKind.Misspelt:
                owner[name + "s"] = value;
                break;
            case DamageKind.InUpperCase:
                owner[name.ToUpperInvariant()] = value;
                break;
            case DamageKind.OfAnotherKind:
                owner[name] = value is JsonObject ? 1 : new JsonObject();
                break;
        }
    }

    private static IEnumerable<(JsonObject Owner, string Name)> Members(JsonNode? json) =>
        json switch
        {
            JsonObject o => o.Select(m => (o, m.Key)).Concat(o.SelectMany(m => Members(m.Value))),
            JsonArray a => a.SelectMany(Members),
            _ => [],
        };
}

internal enum DamageKind
{
    Absent,
    Null,
    Misspelt,
    InUpperCase,
    OfAnotherKind,
}
