using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Fusionize.Build.Fusing;

/// <summary>The initializers of a class's static fields. Those of unused fields are removed.</summary>
internal sealed class StaticConstructor
{
    private readonly MethodDefinition _method;
    private readonly List<Statement> _statements = [];
    private readonly HashSet<FieldDefinition> _needed = [];

    public StaticConstructor(MethodDefinition method)
    {
        _method = method;
        var code = new List<Instruction>();
        foreach (var instruction in method.Body.Instructions)
        {
            code.Add(instruction);
            if (instruction.OpCode == OpCodes.Stsfld && ((FieldReference)instruction.Operand).Resolve() is { } field)
            {
                _statements.Add(new Statement(field, [.. code]));
                code.Clear();
            }
        }
        if (code is not [{ OpCode.Code: Code.Ret }] || method.Body.HasExceptionHandlers)
            throw new InvalidOperationException($"'{method.FullName}' does more than initialize fields.");
    }

    /// <summary>The code that initializes the field.</summary>
    public IEnumerable<Instruction> Need(FieldDefinition field)
    {
        _needed.Add(field);
        return _statements.Where(s => s.Field == field).SelectMany(s => s.Code);
    }

    /// <summary>
    /// Keeps the initializers that are needed. Names of JSON members depend on nothing else, so they come last and sorted, because the generator's
    /// order depends on the other types of the application.
    /// </summary>
    public void Write()
    {
        var code = _method.Body.Instructions;
        var end = code[^1];
        code.Clear();
        var needed = _statements.Where(s => _needed.Contains(s.Field)).ToList();
        foreach (
            var instruction in needed
                .Where(s => s.Name is null)
                .Concat(needed.Where(s => s.Name is not null).OrderBy(s => s.Name, StringComparer.Ordinal))
                .SelectMany(s => s.Code)
        )
            code.Add(instruction);
        code.Add(end);
    }

    private sealed record Statement(FieldDefinition Field, Instruction[] Code)
    {
        public string? Name =>
            Code is [{ Operand: string name }, { OpCode.Code: Mono.Cecil.Cil.Code.Ldnull }, { Operand: MethodReference { Name: "Encode" } }, _]
                ? name
                : null;
    }
}
