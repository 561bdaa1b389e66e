using Fusionize.Setups.Files;
using Fusionize.Shared;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Fusionize.Build.Fusing;

/// <summary>
/// Removes the branch for routes from the library's loop, for functions that have none. The linker removes the code in it, too, but leaves the
/// condition: then a function without routes would not have the same bytes as if there were no routes at all.
/// </summary>
internal static class RouteHook
{
    private const string Class = "Fusionize.Routing.HttpRouting";

    /// <summary>Whether the linker is told that the function has no routes.</summary>
    public static bool IsOff(IEnumerable<string> arguments) =>
        arguments.Zip(arguments.Skip(1), arguments.Skip(2)).Contains(("--feature", Names.RoutesSwitch, "false"));

    /// <param name="library">Fusionize.dll.</param>
    /// <param name="output">The file to write.</param>
    public static void Remove(string library, string output)
    {
        using var module = ModuleDefinition.ReadModule(new MemoryStream(File.ReadAllBytes(library)));
        foreach (var method in module.Types.SelectMany(t => t.Methods).Where(m => m.HasBody))
            Fold(method);
        using var image = new MemoryStream();
        module.Write(image, new WriterParameters { DeterministicMvid = true });
        WholeFile.WriteIfChanged(output, image.ToArray());
    }

    private static void Fold(MethodDefinition method)
    {
        var code = method.Body.Instructions;
        var at = code.Select((instruction, i) => (instruction, i)).Where(c => IsCondition(c.instruction)).Select(c => c.i).ToList();
        if (at.Count == 0)
            return;
        foreach (var i in at)
        {
            if (code[i + 1] is not { OpCode.Code: Code.Brfalse or Code.Brfalse_S, Operand: Instruction target })
                throw new InvalidOperationException($"'{method.FullName}' asks for {Class} in an unknown way.");
            (code[i].OpCode, code[i].Operand) = (OpCodes.Nop, null);
            (code[i + 1].OpCode, code[i + 1].Operand) = (OpCodes.Br, target);
        }
        PartFolding.Shorten(code, method.Body.ExceptionHandlers);
    }

    private static bool IsCondition(Instruction instruction) =>
        instruction is { OpCode.Code: Code.Call, Operand: MethodReference { Name: "get_IsOn", DeclaringType.FullName: Class } };
}
