using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Fusionize.Build.Fusing;

/// <summary>
/// The method of the JSON context that finds a type's metadata, <c>if (type == typeof(X)) return Create_X(options);</c> for each type, as
/// System.Text.Json's generator writes it.
/// </summary>
internal sealed class JsonTable
{
    public const string Context = "Fusionize.Generated.FusionJson";

    private const string Implemented = "System.Text.Json.Serialization.Metadata.IJsonTypeInfoResolver";

    private readonly List<Entry> _entries;

    private JsonTable(MethodDefinition method, List<Entry> entries) => (Method, _entries) = (method, entries);

    public MethodDefinition Method { get; }

    public IEnumerable<TypeReference> Types => _entries.Select(e => e.Type);

    /// <summary>The method; null if there is none.</summary>
    public static MethodDefinition? MethodOf(ModuleDefinition module) =>
        module.GetType(Context)?.Methods.FirstOrDefault(m => m.HasBody && m.Overrides.Any(o => o.DeclaringType.FullName == Implemented));

    /// <summary>Null if there is no such method, or if another version of the generator writes it differently. Then all types are kept.</summary>
    public static JsonTable? Of(ModuleDefinition module)
    {
        if (MethodOf(module) is not { } method || method.Body.HasExceptionHandlers)
            return null;
        var entries = new List<Entry>();
        var code = method.Body.Instructions;
        var at = 0;
        for (; at + 9 <= code.Count && Entry.Read(code, at) is { } entry; at += 9)
            entries.Add(entry);
        var isAll = at + 2 == code.Count && code[at].OpCode == OpCodes.Ldnull && code[at + 1].OpCode == OpCodes.Ret;
        return isAll ? new JsonTable(method, entries) : null;
    }

    /// <summary>The methods that create a type's metadata.</summary>
    public IEnumerable<MethodReference> Makers(string type) => _entries.Where(e => e.Type.FullName == type).Select(e => e.Maker);

    /// <summary>Keeps only the entries of these types, sorted by name, because the generator's order depends on the other types.</summary>
    public void Keep(IReadOnlySet<string> types)
    {
        var code = Method.Body.Instructions;
        var (last, end) = (code[^2], code[^1]);
        code.Clear();
        var next = last;
        foreach (var entry in _entries.Where(e => types.Contains(e.Type.FullName)).OrderByDescending(e => e.Type.FullName, StringComparer.Ordinal))
        {
            entry.Branch.OpCode = OpCodes.Brfalse_S;
            entry.Branch.Operand = next;
            for (var i = entry.Code.Length - 1; i >= 0; i--)
                code.Insert(0, entry.Code[i]);
            next = entry.Code[0];
        }
        code.Add(last);
        code.Add(end);
    }

    private sealed record Entry(TypeReference Type, MethodReference Maker, Instruction[] Code)
    {
        public Instruction Branch => Code[4];

        public static Entry? Read(IList<Instruction> code, int at) =>
            code[at].OpCode == OpCodes.Ldarg_1
            && code[at + 1] is { OpCode.Code: Mono.Cecil.Cil.Code.Ldtoken, Operand: TypeReference type }
            && code[at + 2].Operand is MethodReference { Name: "GetTypeFromHandle" }
            && code[at + 3].Operand is MethodReference { Name: "op_Equality" }
            && code[at + 4].OpCode.Code is Mono.Cecil.Cil.Code.Brfalse_S or Mono.Cecil.Cil.Code.Brfalse
            && code[at + 5].OpCode == OpCodes.Ldarg_0
            && code[at + 6].OpCode == OpCodes.Ldarg_2
            && code[at + 7].Operand is MethodReference maker
            && code[at + 8].OpCode == OpCodes.Ret
                ? new Entry(type, maker, [.. code.Skip(at).Take(9)])
                : null;
    }
}
