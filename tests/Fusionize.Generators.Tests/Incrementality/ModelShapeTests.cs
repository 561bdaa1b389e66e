using System.Reflection;
using Fusionize.Shared;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Tests.Incrementality;

/// <summary>What incremental steps hand on is plain data: comparable, and holding nothing of the compiler's.</summary>
public class ModelShapeTests
{
    private static readonly Type[] Plain = [typeof(string), typeof(bool), typeof(int)];

    public static TheoryData<Type> Models =>
        [
            .. typeof(FusionizeGenerator)
                .Assembly.GetTypes()
                .Where(t => IsModel(t) && !t.IsEnum && !t.IsInterface && !t.Name.Contains('<') && !IsStatic(t)),
        ];

    [Theory]
    [MemberData(nameof(Models))]
    public void A_model_is_plain_data(Type model) => Assert.Null(ProblemOf(model));

    [Theory]
    [InlineData(typeof(HoldsSymbol))]
    [InlineData(typeof(HoldsList))]
    [InlineData(typeof(HoldsLocationInside))]
    [InlineData(typeof(IsMutable))]
    [InlineData(typeof(NotComparable))]
    public void A_model_of_another_shape_is_found(Type model) => Assert.NotNull(ProblemOf(model));

    [Fact]
    public void The_generator_keeps_no_state()
    {
        var fields = typeof(FusionizeGenerator)
            .Assembly.GetTypes()
            .Where(t => t.Namespace?.StartsWith("Fusionize", StringComparison.Ordinal) == true && !t.Name.Contains('<'))
            .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(f => !f.IsInitOnly && !f.IsLiteral && !f.Name.Contains('<'));
        Assert.Empty(fields);
        Assert.Empty(typeof(FusionizeGenerator).GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic));
    }

    private static bool IsModel(Type type) =>
        type.Namespace == "Fusionize.Generators.Model" || (type.Namespace == "Fusionize.Shared" && type.GetMethod("<Clone>$") is not null);

    private static bool IsStatic(Type type) => type is { IsAbstract: true, IsSealed: true };

    private static string? ProblemOf(Type model)
    {
        if (!typeof(IEquatable<>).MakeGenericType(model).IsAssignableFrom(model))
            return $"{model} is not comparable";
        foreach (var field in model.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            if (!field.IsInitOnly)
                return $"{model}.{field.Name} can be changed";
            if (!IsPlain(field.FieldType))
                return $"{model}.{field.Name} is a {field.FieldType}";
        }
        return null;
    }

    private static bool IsPlain(Type type) =>
        Plain.Contains(type)
        || type.IsEnum
        || (Nullable.GetUnderlyingType(type) is { } value && IsPlain(value))
        || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(EquatableArray<>) && IsPlain(type.GetGenericArguments()[0]))
        || IsModel(type);

    private sealed record HoldsSymbol(ISymbol Symbol);

    private sealed record HoldsList(List<string> Items);

    private sealed record HoldsLocationInside(EquatableArray<ComparableLocation> Locations);

    private sealed record IsMutable
    {
        public string Name { get; set; } = "";
    }

    private sealed class NotComparable;

    private sealed class ComparableLocation : IEquatable<ComparableLocation>
    {
        public Location? Location { get; init; }

        public bool Equals(ComparableLocation? other) => true;

        public override bool Equals(object? obj) => true;

        public override int GetHashCode() => 0;
    }
}
