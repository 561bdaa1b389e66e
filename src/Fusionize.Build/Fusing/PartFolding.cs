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
            if (i + 1 == code.Count || code[i + 1].Operand is not Instruction target)
                throw new InvalidOperationException($"'{method.FullName}' asks for {part} in an unknown way.");
            var isTaken = parts.Has.Contains(part) == code[i + 1].OpCode.Code is Code.Brtrue or Code.Brtrue_S;
            (code[i].OpCode, code[i].Operand) = (OpCodes.Nop, null);
            (code[i + 1].OpCode, code[i + 1].Operand) = isTaken ? (OpCodes.Br, target) : (OpCodes.Nop, null);
            isFolded = true;
        }
        if (isFolded)
            Shorten(code, method.Body.ExceptionHandlers);
    }

    /// <summary>The property of <c>Part</c> that the instruction reads.</summary>
    private static string? PartOf(Instruction instruction) =>
        instruction.Operand is MethodReference { DeclaringType.FullName: Class } getter && getter.Name.StartsWith("get_", StringComparison.Ordinal)
            ? getter.Name[4..]
            : null;

    /// <summary>Removes unreachable code, no-ops, and jumps to the next instruction.</summary>
    public static void Shorten(Mono.Collections.Generic.Collection<Instruction> code, Mono.Collections.Generic.Collection<ExceptionHandler> handlers)
    {
        var reached = Reached(code, handlers);
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
            foreach (var handler in handlers)
            {
                (handler.TryStart, handler.TryEnd) = (Kept(handler.TryStart), Kept(handler.TryEnd));
                (handler.HandlerStart, handler.HandlerEnd) = (Kept(handler.HandlerStart), Kept(handler.HandlerEnd));
                handler.FilterStart = Kept(handler.FilterStart);
            }
            code.Clear();
            foreach (var instruction in rest)
                code.Add(instruction);

            Instruction? Kept(Instruction? instruction) => instruction is null ? null : kept[instruction];

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

    private static HashSet<Instruction> Reached(IEnumerable<Instruction> code, IEnumerable<ExceptionHandler> handlers)
    {
        var reached = new HashSet<Instruction>();
        var open = new Stack<Instruction>([code.First(), .. handlers.SelectMany(Starts)]);
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

    private static IEnumerable<Instruction> Starts(ExceptionHandler handler) =>
        handler.FilterStart is { } filter ? [filter, handler.HandlerStart] : [handler.HandlerStart];
}
