using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Fusionize.Build.Fusing;

/// <summary>
/// Finds a request's task among many by comparing the length and single characters of its name, instead of comparing it with each name in turn. The
/// compiler does the same for a <c>switch</c>, but the tasks of a group aren't known at compile time.
/// </summary>
internal sealed class DispatchTree
{
    /// <summary>Up to this number, names are compared in turn.</summary>
    private const int Few = 6;

    private readonly ModuleDefinition _module;
    private readonly List<Case> _cases;
    private readonly Instruction[] _task;
    private readonly Instruction[] _end;
    private readonly List<Instruction> _code = [];

    private DispatchTree(ModuleDefinition module, List<Case> cases, Instruction[] end)
    {
        (_module, _cases, _end) = (module, cases, end);
        _task = cases[0].Code[..2];
    }

    /// <param name="method"><c>if (request.Task == "…") return …;</c> for each task, then the code for an unknown task.</param>
    public static void Apply(MethodDefinition method)
    {
        var code = method.Body.Instructions;
        var starts = Enumerable.Range(0, code.Count).Where(i => IsStart(code, i)).ToList();
        if (starts.Count <= Few || starts[0] != 0)
            return;
        var cases = starts.SkipLast(1).Zip(starts.Skip(1), (from, to) => Case.Read(code.Skip(from).Take(to - from))).ToList();
        var last = code.Skip(starts[^1]).ToList();
        var end = last.FindIndex(i => i.OpCode == OpCodes.Ret) + 1;
        cases.Add(Case.Read(last.Take(end)));
        var tree = new DispatchTree(method.Module, cases, [.. last.Skip(end)]);
        tree.Add(tree._cases);
        code.Clear();
        foreach (var instruction in tree._code.Concat(tree._end))
            code.Add(instruction);
    }

    private static bool IsStart(IList<Instruction> code, int at) =>
        at + 4 < code.Count
        && code[at].OpCode == OpCodes.Ldarg_1
        && code[at + 1].Operand is MethodReference { Name: "get_Task" }
        && code[at + 2].OpCode == OpCodes.Ldstr
        && code[at + 3].Operand is MethodReference { Name: "op_Equality" };

    private Instruction Add(List<Case> cases)
    {
        if (cases.Count <= Few || Split(cases) is not { } split)
        {
            for (var i = 0; i < cases.Count; i++)
            {
                cases[i].Else(i + 1 < cases.Count ? cases[i + 1].Code[0] : _end[0]);
                _code.AddRange(cases[i].Code);
            }
            return cases[0].Code[0];
        }
        var branch = Instruction.Create(OpCodes.Blt, _end[0]);
        var first = Instruction.Create(_task[0].OpCode);
        _code.AddRange([first, Instruction.Create(OpCodes.Callvirt, (MethodReference)_task[1].Operand)]);
        _code.AddRange(split.Position is { } position ? [Instruction.Create(OpCodes.Ldc_I4, position), Call("get_Chars")] : [Call("get_Length")]);
        _code.AddRange([Instruction.Create(OpCodes.Ldc_I4, split.Value), branch]);
        Add([.. cases.Where(c => split.Of(c.Task) >= split.Value)]);
        branch.Operand = Add([.. cases.Where(c => split.Of(c.Task) < split.Value)]);
        return first;
    }

    /// <summary>
    /// The comparison that divides the names into two halves of about the same size. Characters are only compared if all names have the same length.
    /// </summary>
    private static Comparison? Split(List<Case> cases)
    {
        var (min, max) = (cases.Min(c => c.Task.Length), cases.Max(c => c.Task.Length));
        IEnumerable<int?> positions = min < max ? [null] : Enumerable.Range(0, max).Select(p => (int?)p);
        return positions
            .SelectMany(p => cases.Select(c => new Comparison(p, Comparison.Of(p, c.Task))).Distinct())
            .Select(c => (Comparison: c, Below: cases.Count(one => c.Of(one.Task) < c.Value)))
            .Where(c => c.Below > 0)
            .OrderBy(c => Math.Abs(2 * c.Below - cases.Count))
            .Select(c => c.Comparison)
            .FirstOrDefault();
    }

    private Instruction Call(string name)
    {
        var types = _module.TypeSystem;
        var isLength = name == "get_Length";
        var method = new MethodReference(name, isLength ? types.Int32 : types.Char, types.String) { HasThis = true };
        if (!isLength)
            method.Parameters.Add(new ParameterDefinition(types.Int32));
        return Instruction.Create(OpCodes.Callvirt, method);
    }

    /// <param name="Position">The position of the compared character; null compares the length.</param>
    /// <param name="Value">The value to compare with. Smaller values take the other branch.</param>
    private sealed record Comparison(int? Position, int Value)
    {
        public int Of(string task) => Of(Position, task);

        public static int Of(int? position, string task) => position is { } at ? task[at] : task.Length;
    }

    private sealed record Case(string Task, Instruction[] Code)
    {
        public static Case Read(IEnumerable<Instruction> code)
        {
            Instruction[] all = [.. code];
            return new Case((string)all[2].Operand, all);
        }

        public void Else(Instruction next)
        {
            foreach (var branch in Code.Where(i => i.Operand is Instruction))
                (branch.OpCode, branch.Operand) = (OpCodes.Brfalse, next);
        }
    }
}
