using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Fusionize.Packaging;
using Fusionize.Packaging.Fusing;
using Fusionize.Setups.Files;

namespace Fusionize.Build.Fusing;

/// <summary>The linker's messages about one group.</summary>
/// <param name="Warnings">The warnings, without duplicates, in a fixed order.</param>
/// <param name="Errors">The reasons why there is no result; empty if there is one.</param>
internal sealed record LinkResult(IReadOnlyList<string> Warnings, IReadOnlyList<string> Errors);

/// <summary>
/// Runs the linker in this process, because starting a process for each group would take longer than linking. The linker shares nothing between runs,
/// so groups are linked in parallel.
/// </summary>
internal sealed class Linker
{
    private const string LibraryFile = "Fusionize.dll";
    private static readonly string PlainFolder = Path.Combine(ApplicationHost.FolderName, "plain");

    private readonly string _folder;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _libraries = new(StringComparer.Ordinal);

    /// <param name="assembly">illink.dll. Its folder also contains its dependencies.</param>
    public Linker(string assembly)
    {
        _folder = Path.GetDirectoryName(assembly)!;
        AssemblyLoadContext.GetLoadContext(typeof(Linker).Assembly)!.Resolving += (context, name) =>
            Path.Combine(_folder, name.Name + ".dll") is var file && File.Exists(file) ? context.LoadFromAssemblyPath(file) : null;
    }

    /// <summary>
    /// Links a group by its recipe. Warnings are stored, because they are reported once for all groups, and again by builds that have nothing to
    /// link.
    /// </summary>
    public LinkResult Link(PackRecipe recipe, string directory)
    {
        // The linker only adds files to its output folder, so files for an earlier setup would stay.
        if (Directory.Exists(recipe.Linked))
            Directory.Delete(recipe.Linked, recursive: true);
        var result = Run(Path.Combine(directory, FusePlan.LinkFile), Path.Combine(Path.GetDirectoryName(Path.GetFullPath(directory))!, PlainFolder));
        if (result.Errors.Count > 0)
            return result;
        WholeFile.WriteIfChanged(Path.Combine(directory, GroupPacker.WarningsFile), string.Join('\n', result.Warnings));
        var linked = GroupPacker.Linked(recipe).ToList();
        VersionStripping.Apply(
            [.. linked.Where(f => IsOwn(recipe, f.Original)).Select(f => f.Linked)],
            linked.Single(f => f.Original == recipe.HostPath).Linked
        );
        foreach (var (file, original) in linked)
            LinkedAssembly.Normalize(file, original);
        return result;
    }

    /// <summary>Whether the assembly may be trimmed, and no resources of a culture are bound to its version.</summary>
    private static bool IsOwn(PackRecipe recipe, string file) =>
        recipe.Sources.ContainsKey(file)
        && !recipe.Files.Any(f =>
            f.Kind == AppFileKind.Satellite
            && Path.GetFileNameWithoutExtension(f.Target) == Path.GetFileNameWithoutExtension(file) + ".resources"
        );

    /// <param name="responseFile">The linker's arguments.</param>
    /// <param name="plain">The folder for the library without the branches that a function doesn't need; null: none is removed.</param>
    public LinkResult Run(string responseFile, string? plain = null)
    {
        try
        {
            var arguments = Arguments(responseFile);
            return LinkRun.Execute(
                plain is not null && LibraryHooks.Off(arguments) is { Count: > 0 } off ? WithPlainLibrary(arguments, plain, off) : arguments
            );
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return new LinkResult([], [$"The linker failed: {e.Message}"]);
        }
    }

    /// <summary>Replaces the library by one without the branches that the function doesn't need, unless it has to stay whole.</summary>
    private Queue<string> WithPlainLibrary(Queue<string> arguments, string folder, IReadOnlyList<string> off)
    {
        var all = arguments.ToArray();
        var at = Array.FindIndex(all, a => Path.GetFileName(a) == LibraryFile);
        if (at > 0 && all[at - 1] == "-reference")
        {
            lock (_gate)
            {
                var without = string.Join('-', off.Select(static type => type[(type.LastIndexOf('.') + 1)..]));
                if (!_libraries.TryGetValue(without, out var library))
                {
                    library = _libraries[without] = Path.Combine(folder, without, LibraryFile);
                    LibraryHooks.Remove(all[at], library, off);
                }
                all[at] = library;
            }
        }
        return new Queue<string>(all);
    }

    /// <summary>Splits the arguments. Quoted arguments have the form that LinkArguments writes.</summary>
    private static Queue<string> Arguments(string responseFile)
    {
        var arguments = new Queue<string>();
        foreach (var line in File.ReadLines(responseFile))
        {
            for (var i = 0; i < line.Length; i++)
            {
                if (line[i] == ' ')
                    continue;
                var text = new System.Text.StringBuilder();
                if (line[i] == '"')
                    for (i++; line[i] != '"'; i++)
                        text.Append(line[i] == '\\' ? line[++i] : line[i]);
                else
                    for (; i < line.Length && line[i] != ' '; i++)
                        text.Append(line[i]);
                arguments.Enqueue(text.ToString());
            }
        }
        return arguments;
    }
}

/// <summary>All code that refers to the linker's types. It is compiled at the first run, when these types can be found.</summary>
internal static class LinkRun
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static LinkResult Execute(Queue<string> arguments)
    {
        var messages = new Messages();
        using var driver = new Mono.Linker.Driver(arguments);
        var exitCode = driver.Run(messages);
        if (exitCode != 0 && messages.Errors.Count == 0)
            messages.Errors.Add($"The linker ended with exit code {exitCode}.");
        return new LinkResult([.. messages.Warnings], messages.Errors);
    }

    private sealed class Messages : Mono.Linker.ILogger
    {
        public SortedSet<string> Warnings { get; } = new(StringComparer.Ordinal);

        public List<string> Errors { get; } = [];

        public void LogMessage(Mono.Linker.MessageContainer message)
        {
            switch (message.Category)
            {
                case Mono.Linker.MessageCategory.Warning:
                    Warnings.Add(message.ToString().Trim());
                    break;
                case Mono.Linker.MessageCategory.Error or Mono.Linker.MessageCategory.WarningAsError:
                    Errors.Add(message.ToString().Trim());
                    break;
            }
        }
    }
}
