using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Fusionize.Tests.Functions;

/// <summary>What an application and its generated code can see of the library. A change of the file is a change of a contract.</summary>
public sealed class PublicApiTests
{
    private static readonly NullabilityInfoContext s_nullability = new();

    [Fact]
    public void The_public_surface_is_as_agreed()
    {
        var received = Describe(typeof(FusionTaskAttribute).Assembly);
        var verified = Path.Combine(Folder(), "PublicApiTests.Fusionize.verified.txt");
        if (File.Exists(verified) && File.ReadAllText(verified).ReplaceLineEndings("\n") == received)
            return;
        File.WriteAllText(verified.Replace(".verified.", ".received."), received);
        Assert.Fail($"The public API of Fusionize has changed. If that is meant, make the .received.txt beside {verified} the new .verified.txt.");
    }

    private static string Describe(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            text.Append($"{Kind(type)} {type.FullName}{Bases(type)}\n");
            foreach (var member in Members(type).Order(StringComparer.Ordinal))
                text.Append($"    {member}\n");
            text.Append('\n');
        }
        return text.ToString();
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
            return Enum.GetNames(type).Select((n, i) => $"{n} = {Convert.ToInt64(Enum.GetValuesAsUnderlyingType(type).GetValue(i))}");
        const BindingFlags Declared =
            BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        return type.GetConstructors(Declared)
            .Where(IsVisible)
            .Select(c => $".ctor({Parameters(c)})")
            .Concat(type.GetMethods(Declared).Where(m => IsVisible(m) && !m.IsSpecialName && !IsSynthesized(m)).Select(Method))
            .Concat(type.GetProperties(Declared).Where(p => p.GetAccessors(true).Any(IsVisible)).Select(Property))
            .Concat(type.GetFields(Declared).Where(f => f.IsPublic || f.IsFamily).Select(f => $"{Name(f.FieldType)} {f.Name}"));
    }

    private static string Method(MethodInfo m) =>
        $"{Modifiers(m)}{Name(m.ReturnType)}{Nullable(s_nullability.Create(m.ReturnParameter))} {m.Name}{Generics(m)}({Parameters(m)})";

    private static string Property(PropertyInfo p)
    {
        var accessors = p.GetAccessors(true)
            .Where(IsVisible)
            .Select(a =>
                a == p.GetMethod ? "get;"
                : IsInit(a) ? "init;"
                : "set;"
            );
        return $"{Modifiers(p.GetAccessors(true).First(IsVisible))}{Name(p.PropertyType)}{Nullable(s_nullability.Create(p))} {p.Name} {{ "
            + $"{string.Join(" ", accessors)} }}";
    }

    private static string Parameters(MethodBase method) =>
        string.Join(
            ", ",
            method
                .GetParameters()
                .Select(p =>
                    $"{(p.Position == 0 && method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "")}{Name(p.ParameterType)}"
                    + $"{Nullable(s_nullability.Create(p))} {p.Name}{(p.HasDefaultValue ? $" = {p.DefaultValue ?? "default"}" : "")}"
                )
        );

    private static string Kind(Type type) =>
        type switch
        {
            { IsEnum: true } => "enum",
            { IsByRefLike: true } => "ref struct",
            { IsValueType: true } => type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly struct" : "struct",
            { IsInterface: true } => "interface",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };

    private static string Bases(Type type) =>
        type.BaseType is { } b && b != typeof(object) && b != typeof(ValueType) && b != typeof(Enum) ? $" : {Name(b)}" : "";

    private static string Modifiers(MethodBase m) =>
        (m.IsFamily ? "protected " : "")
        + $"{(m.IsStatic ? "static " : m.IsAbstract ? "abstract " : m.IsVirtual && !m.IsFinal ? (IsOverride(m) ? "override " : "virtual ") : "")}";

    private static bool IsOverride(MethodBase m) => m is MethodInfo method && method.GetBaseDefinition().DeclaringType != m.DeclaringType;

    private static bool IsInit(MethodInfo setter) => setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    private static bool IsVisible(MethodBase m) => m.IsPublic || m.IsFamily || m.IsFamilyOrAssembly;

    // What the compiler writes for every record is no decision of ours.
    private static bool IsSynthesized(MethodInfo m) => m.IsDefined(typeof(CompilerGeneratedAttribute));

    private static string Generics(MethodInfo m) =>
        m.IsGenericMethodDefinition ? $"<{string.Join(", ", m.GetGenericArguments().Select(a => a.Name))}>" : "";

    private static string Nullable(NullabilityInfo info) => !info.Type.IsValueType && info.ReadState == NullabilityState.Nullable ? "?" : "";

    private static string Name(Type type) =>
        type switch
        {
            { IsByRef: true } => "ref " + Name(type.GetElementType()!),
            { IsGenericType: true } => $"{type.Name[..type.Name.IndexOf('`')]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>",
            { IsGenericParameter: true } => type.Name,
            _ => type.Name,
        };

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
