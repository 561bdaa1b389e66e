using System.Reflection;
using System.Reflection.Emit;
using Fusionize.Local;

namespace Fusionize.Tests.Local;

/// <summary>The local platform's folders form layers: what one uses doesn't use it back.</summary>
public class NamespaceTests
{
    [Fact]
    public void No_two_namespaces_use_each_other_directly_or_in_a_circle()
    {
        var uses = Uses(typeof(LocalPlatform).Assembly);

        Assert.Contains(("Fusionize.Local.Server", "Fusionize.Local.Execution"), uses);
        Assert.Empty(Circles(uses));
    }

    [Fact]
    public void A_circle_is_noticed() => Assert.Equal(["a", "b", "c"], Circles([("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")]));

    /// <summary>The namespaces that reach themselves.</summary>
    private static IEnumerable<string> Circles(IReadOnlyCollection<(string From, string To)> uses)
    {
        var reach = uses.ToHashSet();
        int before;
        do
        {
            before = reach.Count;
            reach.UnionWith((from a in reach from b in reach where a.To == b.From select (a.From, b.To)).ToList());
        } while (reach.Count > before);
        return reach.Where(r => r.From == r.To).Select(r => r.From).Order(StringComparer.Ordinal);
    }

    private static HashSet<(string From, string To)> Uses(Assembly assembly)
    {
        const BindingFlags All =
            BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        var uses = new HashSet<(string, string)>();
        foreach (var type in assembly.GetTypes().Where(t => t.Namespace?.StartsWith("Fusionize.Local", StringComparison.Ordinal) == true))
        {
            foreach (var used in type.GetInterfaces().Append(type.BaseType))
                Add(type, used);
            foreach (var field in type.GetFields(All))
                Add(type, field.FieldType);
            foreach (var method in type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All)))
            {
                foreach (var parameter in method.GetParameters())
                    Add(type, parameter.ParameterType);
                Add(type, (method as MethodInfo)?.ReturnType);
                foreach (var local in method.GetMethodBody()?.LocalVariables ?? [])
                    Add(type, local.LocalType);
                foreach (var used in InBody(method))
                    Add(type, used);
            }
        }
        return uses;

        void Add(Type user, Type? used)
        {
            if (used is null)
                return;
            foreach (var argument in used.IsGenericType ? used.GetGenericArguments() : [])
                Add(user, argument);
            if (used.HasElementType)
                Add(user, used.GetElementType());
            if (used.Assembly == assembly && used.Namespace is { } to && to != user.Namespace)
                uses.Add((user.Namespace!, to));
        }
    }

    private static readonly Dictionary<short, OpCode> s_opCodes = typeof(OpCodes)
        .GetFields()
        .Select(f => (OpCode)f.GetValue(null)!)
        .ToDictionary(o => o.Value);

    /// <summary>The types and the owners of the members that a method's instructions name.</summary>
    private static IEnumerable<Type> InBody(MethodBase method)
    {
        var code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (var at = 0; at < code.Length;)
        {
            var opCode = s_opCodes[code[at] == 0xFE ? (short)(0xFE00 | code[at + 1]) : code[at]];
            at += opCode.Size;
            switch (opCode.OperandType)
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    var member = method.Module.ResolveMember(
                        BitConverter.ToInt32(code, at),
                        method.DeclaringType!.GetGenericArguments(),
                        method.IsGenericMethod ? method.GetGenericArguments() : null
                    )!;
                    yield return member as Type ?? member.DeclaringType!;
                    foreach (var argument in member is MethodInfo { IsGenericMethod: true } generic ? generic.GetGenericArguments() : [])
                        yield return argument;
                    at += 4;
                    break;
                case OperandType.InlineSwitch:
                    at += 4 + 4 * BitConverter.ToInt32(code, at);
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    at += 8;
                    break;
                case OperandType.InlineNone:
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    at += 1;
                    break;
                case OperandType.InlineVar:
                    at += 2;
                    break;
                default:
                    at += 4;
                    break;
            }
        }
    }
}
