using Fusionize.Setups.Files;
using Fusionize.Shared;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Fusionize.Build.Fusing;

/// <summary>
/// Removes the branches for routes and for events from the runtime, for functions without such entries. The linker alone would remove the code in a
/// branch but keep its condition, so all functions would contain a few bytes for what some have.
/// </summary>
internal static class LibraryHooks
{
    /// <summary>Switch of the linker → the class with the condition.</summary>
    private static readonly (string Switch, string Class)[] s_hooks =
    [
        (Names.RoutesSwitch, "Fusionize.Routing.HttpRouting"),
        (Names.EventsSwitch, "Fusionize.Events.EventRouting"),
    ];

    /// <summary>The classes of which the linker's arguments say that the function doesn't need them.</summary>
    public static IReadOnlyList<string> Off(IReadOnlyCollection<string> arguments)
    {
        var features = arguments.Zip(arguments.Skip(1), arguments.Skip(2)).ToHashSet();
        return [.. s_hooks.Where(h => features.Contains(("--feature", h.Switch, "false"))).Select(static h => h.Class)];
    }

    /// <param name="library">Fusionize.dll.</param>
    /// <param name="output">The file to write.</param>
    /// <param name="off">The classes whose conditions are false.</param>
    public static void Remove(string library, string output, IReadOnlyList<string> off)
    {
        using var module = ModuleDefinition.ReadModule(new MemoryStream(File.ReadAllBytes(library)));
        foreach (var method in module.Types.SelectMany(t => t.Methods).Where(m => m.HasBody))
            Fold(method, off);
        using var image = new MemoryStream();
        module.Write(image, new WriterParameters { DeterministicMvid = true });
        WholeFile.WriteIfChanged(output, image.ToArray());
    }

    private static void Fold(MethodDefinition method, IReadOnlyList<string> off)
    {
        var code = method.Body.Instructions;
        var at = code.Select((instruction, i) => (instruction, i)).Where(c => IsCondition(c.instruction, off)).Select(c => c.i).ToList();
        if (at.Count == 0)
            return;
        foreach (var i in at)
        {
            if (code[i + 1] is not { OpCode.Code: Code.Brfalse or Code.Brfalse_S, Operand: Instruction target })
                throw new InvalidOperationException($"'{method.FullName}' asks for a feature in an unknown way.");
            (code[i].OpCode, code[i].Operand) = (OpCodes.Nop, null);
            (code[i + 1].OpCode, code[i + 1].Operand) = (OpCodes.Br, target);
        }
        PartFolding.Shorten(code, method.Body.ExceptionHandlers);
    }

    private static bool IsCondition(Instruction instruction, IReadOnlyList<string> off) =>
        instruction is { OpCode.Code: Code.Call, Operand: MethodReference { Name: "get_IsOn", DeclaringType.FullName: var type } }
        && off.Contains(type);
}
