using System.Reflection.Metadata;
using Fusionize.Packaging.Fusing;
using Fusionize.Packaging.Metadata;

namespace Fusionize.Packaging.Reaching;

/// <summary>
/// A hash of everything in the application's own assemblies that the last linking of a group depended on. As long as it is the same, linking again
/// results in the same bytes, whatever else has changed. It covers the parts that the linker kept. The linker starts at the host and follows
/// references, so the first difference that it could find is in a part that it kept or checked. It checks which members a kept type has, whether a
/// method whose call it removed is a constant, and whether strings are names of types.
/// </summary>
internal sealed class ReachFingerprint
{
    private const string FeatureSwitch = "System.Diagnostics.CodeAnalysis.FeatureSwitchDefinitionAttribute::";

    private readonly AppAssemblies _app;
    private readonly Dictionary<AppAssembly, KeptParts> _kept = [];
    private readonly IReadOnlyDictionary<string, bool> _switches;
    private readonly ContentHash _hash = new();
    private readonly HashSet<(AppAssembly, MethodDefinitionHandle)> _asked = [];
    private readonly Queue<(AppAssembly Assembly, MethodDefinitionHandle Method)> _dropped = new();
    private readonly HashSet<(AppAssembly, TypeDefinitionHandle)> _named = [];

    private ReachFingerprint(AppAssemblies app, IReadOnlyDictionary<string, bool> switches) => (_app, _switches) = (app, switches);

    /// <param name="open">Opens the application's own present assemblies.</param>
    /// <param name="recipe">The recipe of the group.</param>
    /// <param name="directory">The group's directory.</param>
    /// <returns>Null if the group uses something that can't be followed, or if its last linking left no output.</returns>
    public static string? TryCompute(Func<AppAssemblies> open, PackRecipe recipe, string directory)
    {
        try
        {
            return Compute(open(), recipe, directory);
        }
        catch (Exception e) when (e is BadImageFormatException or InvalidOperationException)
        {
            // The assembly is malformed; no compiler wrote it.
            return null;
        }
    }

    private static string? Compute(AppAssemblies app, PackRecipe recipe, string directory)
    {
        var slice = Path.Combine(directory, FusePlan.SliceFile);
        if (
            recipe.Linked is null
            || app.IsAmbiguous
            || !File.Exists(slice)
            || !File.Exists(recipe.HostPath)
            || app.All.Any(CantBeFollowed)
        )
            return null;
        var fingerprint = new ReachFingerprint(app, recipe.Switches);
        fingerprint._hash.Add(HostSurface.Of(app, recipe.HostPath, [File.ReadAllText(slice)]));
        return fingerprint.TryAddLinked(recipe.Linked) ? fingerprint._hash.ToString() : null;
    }

    private bool TryAddLinked(string linked)
    {
        foreach (var assembly in _app.All)
            if (Path.Combine(linked, assembly.FileName) is var file && File.Exists(file))
                _kept[assembly] = KeptParts.Read(file);
        foreach (var assembly in _app.All)
            if (_kept.TryGetValue(assembly, out var parts) && !TryAddBodies(assembly, parts))
                return false;
        foreach (var assembly in _app.All)
            if (_kept.TryGetValue(assembly, out var parts))
            {
                _hash.Add(assembly.Name).Add(_app.ContentOf(assembly).Assembly(parts.References.Contains));
                AddTypes(assembly, parts);
            }
        AddDropped();
        return true;
    }

    /// <summary>The code of all kept methods.</summary>
    private bool TryAddBodies(AppAssembly assembly, KeptParts parts)
    {
        if (!TryAddAttributes(assembly, assembly.Metadata.GetAssemblyDefinition().GetCustomAttributes()))
            return false;
        foreach (var (name, handle, members) in Kept(assembly, parts))
        {
            if (!TryAddAttributes(assembly, AttributesIn(assembly.Metadata, assembly.Metadata.GetTypeDefinition(handle))))
                return false;
            foreach (var methods in assembly.Methods(handle))
            {
                if (!members.Methods.Contains(methods.Key))
                    continue;
                foreach (var method in methods)
                {
                    var body = _app.ContentOf(assembly).Body(method);
                    _hash.Add(name).Add(methods.Key).Add(body.Hash);
                    AddSwitch(assembly, method);
                    if (!TryFollow(assembly, body))
                        return false;
                }
            }
        }
        return true;
    }

    /// <summary>The parts that the linker checks because of a kept body.</summary>
    private bool TryFollow(AppAssembly assembly, MethodContent body)
    {
        foreach (var text in body.Strings)
            AddText(text);
        foreach (var type in body.Types.SelectMany(t => _app.Types(assembly, t)))
            _named.Add(type);
        foreach (var call in body.Calls)
        {
            if (Reflection.IsByName(assembly.Keys.Of(call)))
                return false;
            Ask(assembly, call);
        }
        return true;
    }

    private void Ask(AppAssembly assembly, EntityHandle call)
    {
        foreach (var callee in _app.Methods(assembly, call))
            if (!IsKept(callee.Assembly, callee.Method) && _asked.Add(callee))
                _dropped.Enqueue(callee);
    }

    /// <summary>Called methods that weren't kept, because the branch was removed or the call was replaced by a constant.</summary>
    private void AddDropped()
    {
        while (_dropped.TryDequeue(out var next))
        {
            var (assembly, handle) = next;
            var content = _app.ContentOf(assembly);
            var body = content.Body(handle);
            var method = assembly.Metadata.GetMethodDefinition(handle);
            var type = assembly.Metadata.GetTypeDefinition(method.GetDeclaringType());
            _hash.Add(assembly.Text.Of(handle)).Add((int)method.Attributes).Add((int)method.ImplAttributes).Add((int)type.Attributes);
            AddSwitch(assembly, handle);
            _hash.Add(body.CanBeConstant ? body.Hash : "no constant").Add(body.CanBeConstant ? content.Method(handle) : "");
            if (!body.CanBeConstant)
                continue;
            // A constant of an enumeration depends on its definition.
            foreach (
                var local in _app.All.SelectMany(a =>
                    a.Types.Where(t => body.Locals.Contains(t.Key, StringComparison.Ordinal)).Select(t => (Assembly: a, t.Value))
                )
            )
                _hash
                    .Add(_app.ContentOf(local.Assembly).Type(local.Value))
                    .AddAll(local.Assembly.Metadata.GetTypeDefinition(local.Value).GetFields().Select(_app.ContentOf(local.Assembly).Field));
            foreach (var call in body.Calls)
                Ask(assembly, call);
        }
    }

    /// <summary>The value of a property that is a feature switch.</summary>
    private void AddSwitch(AppAssembly assembly, MethodDefinitionHandle method)
    {
        if (assembly.PropertyOf(method) is not { } property)
            return;
        var metadata = assembly.Metadata;
        foreach (var attribute in metadata.GetPropertyDefinition(property).GetCustomAttributes().Select(metadata.GetCustomAttribute))
        {
            _hash.Add(assembly.Text.Of(attribute.Constructor)).Add(metadata.GetBlobContent(attribute.Value));
            if (!assembly.Keys.Of(attribute.Constructor).StartsWith(FeatureSwitch, StringComparison.Ordinal))
                continue;
            var value = metadata.GetBlobReader(attribute.Value);
            value.ReadUInt16();
            _hash.Add(
                value.ReadSerializedString() is { } name && _switches.TryGetValue(name, out var isOn)
                    ? isOn
                        ? "on"
                        : "off"
                    : "not set"
            );
        }
    }

    /// <summary>
    /// The kept types in their order, with all members, because the linker checks them all. For a static class, only the used members.
    /// </summary>
    private void AddTypes(AppAssembly assembly, KeptParts parts)
    {
        var metadata = assembly.Metadata;
        var content = _app.ContentOf(assembly);
        var found = 0;
        foreach (var (_, handle, members) in Kept(assembly, parts))
        {
            found++;
            var type = metadata.GetTypeDefinition(handle);
            var isPart = assembly.IsStaticClass(type) && !_named.Contains((assembly, handle));
            _hash.Add(content.Type(handle));
            foreach (var methods in type.GetMethods())
                if (
                    !isPart
                    || members.Methods.Contains(assembly.Keys.Key(methods))
                    || metadata.StringComparer.Equals(metadata.GetMethodDefinition(methods).Name, ".cctor")
                )
                    _hash.Add(content.Method(methods));
            foreach (var field in type.GetFields())
                if (!isPart || members.Fields.Contains(metadata.GetString(metadata.GetFieldDefinition(field).Name)))
                    _hash.Add(content.Field(field));
            foreach (var property in type.GetProperties())
                if (!isPart || IsLeft(metadata.GetPropertyDefinition(property).GetAccessors() is var p ? [p.Getter, p.Setter] : []))
                    _hash.Add(content.Property(property));
            foreach (var @event in type.GetEvents())
                if (!isPart || IsLeft(metadata.GetEventDefinition(@event).GetAccessors() is var e ? [e.Adder, e.Remover] : []))
                    _hash.Add(content.Event(@event));
            _hash.Add(-1);

            // The linker searches all interfaces for default implementations, even unused ones.
            foreach (
                var (owner, @interface) in type.GetInterfaceImplementations()
                    .SelectMany(i => _app.Types(assembly, metadata.GetInterfaceImplementation(i).Interface))
            )
                _hash
                    .Add(_app.ContentOf(owner).Type(@interface))
                    .AddAll(owner.Metadata.GetTypeDefinition(@interface).GetMethods().Select(_app.ContentOf(owner).Method));

            bool IsLeft(IEnumerable<MethodDefinitionHandle> accessors) =>
                accessors.Any(a => !a.IsNil && members.Methods.Contains(assembly.Keys.Key(a)));
        }
        // A missing one is a difference, too.
        _hash.Add(found).Add(parts.Types.Count);
    }

    private bool IsKept(AppAssembly assembly, MethodDefinitionHandle method) =>
        _kept.TryGetValue(assembly, out var parts)
        && parts.Types.TryGetValue(
            MetadataNames.Of(assembly.Metadata, assembly.Metadata.GetMethodDefinition(method).GetDeclaringType()),
            out var members
        )
        && members.Methods.Contains(assembly.Keys.Key(method));

    /// <summary>The kept types, in the order of the present assembly.</summary>
    private static IEnumerable<(string Name, TypeDefinitionHandle Type, KeptMembers Members)> Kept(AppAssembly assembly, KeptParts parts)
    {
        foreach (var type in assembly.Metadata.TypeDefinitions)
            if (MetadataNames.Of(assembly.Metadata, type) is var name && parts.Types.TryGetValue(name, out var members))
                yield return (name, type, members);
    }

    private bool TryAddAttributes(AppAssembly assembly, IEnumerable<CustomAttributeHandle> attributes)
    {
        foreach (var attribute in attributes.Select(assembly.Metadata.GetCustomAttribute))
        {
            if (Reflection.IsByNameAttribute(assembly.Keys.Of(attribute.Constructor)))
                return false;
            if (!AppContent.IsAssemblyMetadata(assembly, attribute))
                foreach (var text in BlobTexts.In(assembly.Metadata.GetBlobBytes(attribute.Value)))
                    AddText(text);
        }
        return true;
    }

    /// <summary>The content of a type and all its members.</summary>
    private static IEnumerable<CustomAttributeHandle> AttributesIn(MetadataReader metadata, TypeDefinition type) =>
        [
            .. type.GetCustomAttributes(),
            .. type.GetFields().SelectMany(f => metadata.GetFieldDefinition(f).GetCustomAttributes()),
            .. type.GetProperties().SelectMany(p => metadata.GetPropertyDefinition(p).GetCustomAttributes()),
            .. type.GetEvents().SelectMany(e => metadata.GetEventDefinition(e).GetCustomAttributes()),
            .. type.GetMethods()
                .Select(metadata.GetMethodDefinition)
                .SelectMany(m => m.GetCustomAttributes().Concat(m.GetParameters().SelectMany(p => metadata.GetParameter(p).GetCustomAttributes()))),
        ];

    /// <summary>A string may be the name of a type, now or after the next change.</summary>
    private void AddText(string text)
    {
        foreach (var type in _app.TypesNamed(text.Split(',')[0].Trim().Replace('+', '.')))
        {
            _named.Add(type);
            _hash.Add("named").Add(text);
        }
    }

    /// <summary>Files with instructions for the linker (what to keep, to trim, and what is constant), or types without a definition here.</summary>
    private static bool CantBeFollowed(AppAssembly assembly) =>
        assembly.Metadata.ExportedTypes.Count > 0
        || assembly.Metadata.ManifestResources.Any(r =>
            assembly.Metadata.GetString(assembly.Metadata.GetManifestResource(r).Name).StartsWith("ILLink.", StringComparison.OrdinalIgnoreCase)
        );
}
