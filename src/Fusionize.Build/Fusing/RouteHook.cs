using Fusionize.Setups.Files;
using Fusionize.Shared;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Fusionize.Build.Fusing;

/// <summary>
/// Removes the branch for routes from the runtime's loop, for functions without routes. The linker alone would remove the code in the branch but keep
/// its condition, so functions without routes would contain a few bytes for routes.
/// </summary>
internal static class RouteHook
{
    private const string Class = "Fusionize.Routing.HttpRouting";

    /// <summary>Whether the linker's arguments say that the function has no routes.</summary>
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
