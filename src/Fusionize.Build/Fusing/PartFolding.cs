using Fusionize.Shared;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Fusionize.Build.Fusing;

/// <summary>Replaces reads of the properties of <c>Part</c> by a group's values, and removes the branches that are then never taken.</summary>
internal static class PartFolding
{
    private const string Class = $"{Names.GeneratedNamespace}.{HostParts.Class}";

    public static void Apply(MethodDefinition method, GroupParts parts)
    {
        var code = method.Body.Instructions;
        var isFolded = false;
        for (var i = 0; i < code.Count; i++)
        {
            if (PartOf(code[i]) is not { } part)
                continue;
            if (parts.Texts.TryGetValue(part, out var text))
            {
                (code[i].OpCode, code[i].Operand) = (OpCodes.Ldstr, text);
                continue;
            }
            if (method.Body.HasExceptionHandlers || i + 1 == code.Count || code[i + 1].Operand is not Instruction target)
                throw new InvalidOperationException($"'{method.FullName}' asks for {part} in an unknown way.");
            var isTaken = parts.Has.Contains(part) == code[i + 1].OpCode.Code is Code.Brtrue or Code.Brtrue_S;
            (code[i].OpCode, code[i].Operand) = (OpCodes.Nop, null);
            (code[i + 1].OpCode, code[i + 1].Operand) = isTaken ? (OpCodes.Br, target) : (OpCodes.Nop, null);
            isFolded = true;
        }
        if (isFolded)
            Shorten(code);
    }

    /// <summary>The property of <c>Part</c> that the instruction reads.</summary>
    private static string? PartOf(Instruction instruction) =>
        instruction.Operand is MethodReference { DeclaringType.FullName: Class } getter && getter.Name.StartsWith("get_", StringComparison.Ordinal)
            ? getter.Name[4..]
            : null;

    private static void Shorten(Mono.Collections.Generic.Collection<Instruction> code)
    {
        var reached = Reached(code);
        while (true)
        {
            // Removed: unreachable code, no-ops, and jumps to the next instruction.
            var removed = new HashSet<Instruction>(code.Where(i => !reached.Contains(i) || i.OpCode == OpCodes.Nop));
            var kept = KeptFrom(code, removed);
            var jumps = code.Where((i, at) => !removed.Contains(i) && i.OpCode.Code is Code.Br or Code.Br_S && IsToNext(i, at)).ToList();
            if (removed.Count + jumps.Count == 0)
                return;
            removed.UnionWith(jumps);
            kept = KeptFrom(code, removed);
            var rest = code.Where(i => !removed.Contains(i)).ToList();
            foreach (var instruction in rest)
                instruction.Operand = instruction.Operand switch
                {
                    Instruction target => kept[target],
                    Instruction[] targets => targets.Select(t => kept[t]!).ToArray(),
                    var other => other,
                };
            code.Clear();
            foreach (var instruction in rest)
                code.Add(instruction);

            bool IsToNext(Instruction jump, int at) => at + 1 < code.Count && kept[code[at + 1]] == kept[(Instruction)jump.Operand];
        }
    }

    /// <summary>For each instruction, the instruction itself or the next one that is kept.</summary>
    private static Dictionary<Instruction, Instruction?> KeptFrom(IList<Instruction> code, HashSet<Instruction> removed)
    {
        var kept = new Dictionary<Instruction, Instruction?>();
        Instruction? next = null;
        for (var i = code.Count - 1; i >= 0; i--)
            kept[code[i]] = next = removed.Contains(code[i]) ? next : code[i];
        return kept;
    }

    private static HashSet<Instruction> Reached(IEnumerable<Instruction> code)
    {
        var reached = new HashSet<Instruction>();
        var open = new Stack<Instruction>([code.First()]);
        while (open.TryPop(out var instruction))
        {
            if (!reached.Add(instruction))
                continue;
            if (instruction.Operand is Instruction target)
                open.Push(target);
            if (instruction.Operand is Instruction[] targets)
                foreach (var one in targets)
                    open.Push(one);
            if (instruction.OpCode.FlowControl is not (FlowControl.Branch or FlowControl.Return or FlowControl.Throw) && instruction.Next is { } next)
                open.Push(next);
        }
        return reached;
    }
}
