using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;

namespace Fusionize.Testing.Functions;

/// <summary>
/// Makes reflection read values as a function's generated metadata does. If the JSON doesn't contain an <c>init</c> member, generated code sets it to
/// the default value of its type, not of its declaration, because it sets all of them when it creates the object.
/// </summary>
internal static class AsGenerated
{
    public static void Apply(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
            return;
        var members = type
            .Properties.Where(static p => p is { Set: not null, IsRequired: false, AssociatedParameter: null } && IsInit(p.AttributeProvider))
            .Select(static p => (Set: p.Set!, Default: p.PropertyType.IsValueType ? RuntimeHelpers.GetUninitializedObject(p.PropertyType) : null))
            .ToArray();
        if (members.Length == 0)
            return;
        var own = type.OnDeserializing;
        type.OnDeserializing = value =>
        {
            foreach (var (set, @default) in members)
                set(value, @default);
            own?.Invoke(value);
        };
    }

    private static bool IsInit(ICustomAttributeProvider? member) =>
        member is PropertyInfo { SetMethod: { } set } && set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
}
