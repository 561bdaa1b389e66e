using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Fusionize.Packaging.Reaching;

/// <summary>A method's code.</summary>
/// <param name="Hash">A hash of the code's content.</param>
/// <param name="Calls">The methods that it refers to.</param>
/// <param name="Types">The types that it refers to directly (<c>typeof</c>).</param>
/// <param name="Strings">Its string literals.</param>
/// <param name="Locals">Its local variables' types, as text.</param>
/// <param name="CanBeConstant">Whether the linker might evaluate it to a constant and replace calls by it.</param>
internal sealed record MethodContent(
    string Hash,
    ImmutableArray<EntityHandle> Calls,
    ImmutableArray<EntityHandle> Types,
    ImmutableArray<string> Strings,
    string Locals,
    bool CanBeConstant
)
{
    private static readonly MethodContent None = new("", [], [], [], "", false);

    private static readonly FrozenDictionary<ushort, OpCode> OpCodes = typeof(OpCodes)
        .GetFields()
        .Select(f => f.GetValue(null))
        .OfType<OpCode>()
        .ToFrozenDictionary(o => (ushort)o.Value);

    /// <summary>
    /// The instructions that the linker can evaluate. It gives up at the first other instruction (addresses of arguments, fields of objects, new
    /// objects), so such an instruction before any branch decides. Every <c>async</c> method starts with one.
    /// </summary>
    private static readonly FrozenSet<string> Evaluated = new[]
    {
        "nop",
        "volatile.",
        "pop",
        "ldnull",
        "ldstr",
        "ldtoken",
        "ldarg.0",
        "ldarg.1",
        "ldsfld",
        "ceq",
        "conv.i8",
        "call",
        "callvirt",
        "sizeof",
        "ret",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static MethodContent Read(AppAssembly assembly, MethodDefinition method)
    {
        if (assembly.Body(method) is not { } body)
            return None;
        var hash = new ContentHash();
        var calls = ImmutableArray.CreateBuilder<EntityHandle>();
        var types = ImmutableArray.CreateBuilder<EntityHandle>();
        var strings = ImmutableArray.CreateBuilder<string>();
        var locals = body.LocalSignature.IsNil ? "" : assembly.Text.Of(body.LocalSignature);
        var code = body.GetILBytes() ?? [];
        bool? canBeConstant = null;
        for (var at = 0; at < code.Length;)
        {
            var value = code[at] == 0xFE ? (ushort)(0xFE00 | code[at + 1]) : code[at];
            if (!OpCodes.TryGetValue(value, out var opcode))
                throw new BadImageFormatException($"Unknown instruction 0x{value:x}.");
            at += opcode.Size;
            canBeConstant ??= Decides(opcode)
                ?? (
                    opcode.OperandType == OperandType.InlineMethod
                    && IsNeverConstant(assembly, MetadataTokens.EntityHandle(BitConverter.ToInt32(code, at)))
                        ? false
                        : null
                );
            hash.Add(value);
            var size = SizeOf(opcode, code, at);
            switch (opcode.OperandType)
            {
                case OperandType.InlineString:
                    strings.Add(assembly.Metadata.GetUserString((UserStringHandle)MetadataTokens.Handle(BitConverter.ToInt32(code, at))));
                    hash.Add(strings[^1]);
                    break;
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType or OperandType.InlineSig:
                    var token = MetadataTokens.EntityHandle(BitConverter.ToInt32(code, at));
                    hash.Add(assembly.Text.Of(token));
                    if (token.Kind is HandleKind.MethodDefinition or HandleKind.MethodSpecification or HandleKind.MemberReference)
                        calls.Add(token);
                    else if (opcode.OperandType == OperandType.InlineTok)
                        types.Add(token);
                    break;
                default:
                    hash.Add(code.AsSpan(at, size));
                    break;
            }
            at += size;
        }
        hash.Add(body.MaxStack).Add(body.LocalVariablesInitialized ? 1 : 0).Add(locals);
        foreach (var region in body.ExceptionRegions)
            hash.Add((int)region.Kind)
                .Add(region.TryOffset)
                .Add(region.TryLength)
                .Add(region.HandlerOffset)
                .Add(region.HandlerLength)
                .Add(region.FilterOffset)
                .Add(assembly.Text.Of(region.CatchType));
        return new MethodContent(hash.ToString(), calls.ToImmutable(), types.ToImmutable(), strings.ToImmutable(), locals, canBeConstant ?? true);
    }

    /// <summary>Whether the method can be a constant, if this instruction decides it; otherwise null.</summary>
    private static bool? Decides(OpCode opcode)
    {
        if (opcode.FlowControl is FlowControl.Branch or FlowControl.Cond_Branch)
            return true;
        var name = opcode.Name!;
        var isEvaluated =
            Evaluated.Contains(name)
            || name.StartsWith("ldc.i", StringComparison.Ordinal)
            || name.StartsWith("ldloc", StringComparison.Ordinal) && !name.StartsWith("ldloca", StringComparison.Ordinal)
            || name.StartsWith("stloc", StringComparison.Ordinal);
        return isEvaluated ? null : false;
    }

    /// <summary>A method of the framework's core, whose code the linker doesn't have. It evaluates some methods of <c>string</c> itself, and
    /// properties may be switches.</summary>
    private static bool IsNeverConstant(AppAssembly assembly, EntityHandle method)
    {
        if (method.Kind == HandleKind.MethodSpecification)
            method = assembly.Metadata.GetMethodSpecification((MethodSpecificationHandle)method).Method;
        if (method.Kind != HandleKind.MemberReference)
            return false;
        var member = assembly.Metadata.GetMemberReference((MemberReferenceHandle)method);
        return assembly.Text.Of(member.Parent) is var type
            && type.StartsWith("[System.Runtime]", StringComparison.Ordinal)
            && type != "[System.Runtime]System.String"
            && !assembly.Metadata.StringComparer.StartsWith(member.Name, "get_")
            && member.DecodeMethodSignature(assembly.Text, null).ReturnType != nameof(PrimitiveTypeCode.Void);
    }

    private static int SizeOf(OpCode opcode, byte[] code, int at) =>
        opcode.OperandType switch
        {
            OperandType.InlineNone => 0,
            OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
            OperandType.InlineVar => 2,
            OperandType.InlineI8 or OperandType.InlineR => 8,
            OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(code, at),
            _ => 4,
        };
}
