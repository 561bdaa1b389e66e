using System.Runtime.InteropServices;

namespace Fusionize.Local.Functions;

/// <summary>The command that a runtime starts for a package, or the reason why there is none.</summary>
internal sealed record FunctionCommand(IReadOnlyList<string> Parts, string? Problem)
{
    /// <summary>The supported runtimes.</summary>
    public static bool IsSupported(string runtime) =>
        runtime.StartsWith("dotnet", StringComparison.Ordinal) || runtime.StartsWith("provided", StringComparison.Ordinal);

    public static FunctionCommand For(FunctionConfiguration function, string directory) =>
        function.Runtime.StartsWith("dotnet", StringComparison.Ordinal)
            ? Dotnet(function.Handler, directory, function.Architecture)
            : Provided(directory, function.Architecture);

    /// <summary>
    /// Lambda's managed .NET runtime runs an executable assembly as <c>dotnet exec &lt;handler&gt;.dll</c> (or a native executable of that name); its
    /// deps.json and runtimeconfig.json are in the same folder. A handler <c>Assembly::Type::Method</c> would need Amazon's loader.
    /// </summary>
    private static FunctionCommand Dotnet(string handler, string directory, string architecture)
    {
        if (handler.Contains(':'))
            return None($"handler '{handler}' names a method; only executable assemblies can be run locally");
        if (handler.Length == 0 || handler.Contains('/') || handler.Contains('\\'))
            return None($"handler '{handler}' is no assembly name");
        var assembly = Path.Combine(directory, handler.EndsWith(".dll", StringComparison.Ordinal) ? handler : handler + ".dll");
        if (File.Exists(assembly))
            return new([DotnetHost, "exec", assembly], null);
        return File.Exists(Path.Combine(directory, handler))
            ? Executable(directory, handler, architecture)
            : None($"executable assembly /var/task/{Path.GetFileName(assembly)} or binary /var/task/{handler} not found");
    }

    private static FunctionCommand Provided(string directory, string architecture) =>
        File.Exists(Path.Combine(directory, "bootstrap"))
            ? Executable(directory, "bootstrap", architecture)
            : None("Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]");

    private static FunctionCommand Executable(string directory, string name, string architecture)
    {
        var path = Path.Combine(directory, name);
        return ExecutableFile.ProblemOf(path, architecture) is { } problem ? None($"fork/exec /var/task/{name}: {problem}") : new([path], null);
    }

    private static FunctionCommand None(string problem) => new([], problem);

    /// <summary>The host of the runtime this platform runs on: shared/Microsoft.NETCore.App/&lt;version&gt;/../../../dotnet.</summary>
    internal static string DotnetHost { get; } = FindDotnet();

    private static string FindDotnet()
    {
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        var host = Path.Combine(root, "dotnet");
        return File.Exists(host) ? host : "dotnet";
    }
}
