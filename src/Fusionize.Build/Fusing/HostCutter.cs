using Mono.Cecil;

namespace Fusionize.Build.Fusing;

/// <summary>
/// Reduces the application's host to the host of a group. Removes the parts that the group doesn't need, with all code that only they use. The rest
/// gets names and an order that don't depend on the removed parts. So a group's host doesn't depend on the other parts of the application, and one
/// compilation is enough for all groups. The linker can't do this: the resolver of the JSON context refers to every type, and a removed branch leaves
/// traces in the code.
/// </summary>
internal sealed class HostCutter
{
    private readonly byte[] _host;
    private readonly ILookup<string, string> _derived;

    /// <param name="host">The file of the application's host.</param>
    /// <param name="references">The assemblies that it was compiled against.</param>
    public HostCutter(string host, IEnumerable<string> references)
    {
        _host = File.ReadAllBytes(host);
        using var resolver = new Resolver(references);
        using var module = Read(resolver);
        _derived = DerivedTypes.Of(JsonTable.Of(module)?.Types ?? []);
    }

    /// <param name="parts">The group's parts.</param>
    /// <param name="output">The file of the group's host.</param>
    public void Cut(GroupParts parts, string output)
    {
        using var resolver = new Resolver([]);
        using var module = Read(resolver);
        var kept = new HostReach(module, parts, _derived).Follow();
        HostSweep.Apply(module, kept);
        using var image = new MemoryStream();
        module.Write(image, new WriterParameters { DeterministicMvid = true });
        Setups.Files.WholeFile.WriteIfChanged(output, image.ToArray());
    }

    private ModuleDefinition Read(IAssemblyResolver resolver) =>
        ModuleDefinition.ReadModule(new MemoryStream(_host), new ReaderParameters { AssemblyResolver = resolver });

    private sealed class Resolver(IEnumerable<string> references) : BaseAssemblyResolver
    {
        private readonly Dictionary<string, string> _files = references
            .GroupBy(f => Path.GetFileNameWithoutExtension(f), StringComparer.OrdinalIgnoreCase)
            .ToDictionary(g => g.Key, g => g.First(), StringComparer.OrdinalIgnoreCase);

        private readonly Dictionary<string, AssemblyDefinition> _open = new(StringComparer.OrdinalIgnoreCase);

        public override AssemblyDefinition? Resolve(AssemblyNameReference name)
        {
            if (!_open.TryGetValue(name.Name, out var assembly) && _files.TryGetValue(name.Name, out var file))
                _open[name.Name] = assembly = AssemblyDefinition.ReadAssembly(file, new ReaderParameters { AssemblyResolver = this });
            return assembly;
        }

        protected override void Dispose(bool disposing)
        {
            foreach (var assembly in _open.Values)
                assembly.Dispose();
            base.Dispose(disposing);
        }
    }
}

/// <summary>The parts of the host that a group needs.</summary>
/// <param name="Texts">The values of its strings, by name.</param>
/// <param name="Has">Its parts.</param>
internal sealed record GroupParts(IReadOnlyDictionary<string, string> Texts, IReadOnlySet<string> Has)
{
    /// <summary>Reads the plan's file: <c>name=value</c> for strings, only the name for parts.</summary>
    public static GroupParts Read(string file)
    {
        var lines = File.ReadAllLines(file).Where(l => l.Length > 0).ToLookup(l => l.Contains('=', StringComparison.Ordinal));
        return new GroupParts(
            lines[true].Select(l => l.Split('=', 2)).ToDictionary(l => l[0], l => l[1], StringComparer.Ordinal),
            lines[false].ToHashSet(StringComparer.Ordinal)
        );
    }
}
