using System.Collections.Frozen;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Fusionize.Packaging.Metadata;

/// <summary>The metadata tokens in a method's code: the members and types that it uses.</summary>
internal static class IlTokens
{
    private static readonly FrozenDictionary<ushort, OperandType> Operands = typeof(OpCodes)
        .GetFields()
        .Select(f => f.GetValue(null))
        .OfType<OpCode>()
        .ToFrozenDictionary(o => (ushort)o.Value, o => o.OperandType);

    public static IEnumerable<EntityHandle> In(byte[] code)
    {
        for (var at = 0; at < code.Length;)
        {
            var opcode = code[at] == 0xFE && at + 1 < code.Length ? (ushort)(0xFE00 | code[at + 1]) : code[at];
            at += opcode > 0xFF ? 2 : 1;
            if (!Operands.TryGetValue(opcode, out var operand))
                yield break;
            switch (operand)
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    yield return MetadataTokens.EntityHandle(BitConverter.ToInt32(code, at));
                    at += 4;
                    break;
                case OperandType.InlineSwitch:
                    at += 4 + 4 * BitConverter.ToInt32(code, at);
                    break;
                default:
                    at += operand switch
                    {
                        OperandType.InlineNone => 0,
                        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                        OperandType.InlineVar => 2,
                        OperandType.InlineI8 or OperandType.InlineR => 8,
                        _ => 4,
                    };
                    break;
            }
        }
    }
}
