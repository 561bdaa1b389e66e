using System.Reflection;
using Fusionize.Shared;

namespace Fusionize.Testing.Functions;

/// <summary>The application's tasks and providers of services by reflection; the manifests list them.</summary>
internal sealed class Application
{
    private readonly Dictionary<string, ReflectedTask> _tasks = new(StringComparer.Ordinal);

    public Application(IReadOnlyList<Assembly> assemblies)
    {
        foreach (var assembly in assemblies)
        {
            var manifest = ManifestText.Parse(
                assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static a => a.Key == Names.ManifestKey).Value!
            );
            foreach (var task in manifest.Tasks)
                _tasks.Add(task.Id, new ReflectedTask(task.Id, task.IsEntry, MethodOf(assembly, task), assembly));
            foreach (var service in manifest.Services)
                Services.Add(new ReflectedService(MemberOf(assembly, service.Member), service.IsPerInvocation));
            foreach (var registration in manifest.Registrations)
                Registrations.Add((MethodInfo)MemberOf(assembly, registration));
        }
    }

    public IEnumerable<ReflectedTask> Tasks => _tasks.Values;

    public List<ReflectedService> Services { get; } = [];

    public List<MethodInfo> Registrations { get; } = [];

    public ReflectedTask this[string task] => _tasks[task];

    private static MethodInfo MethodOf(Assembly assembly, ManifestTask task) =>
        TypeOf(assembly, task.DeclaringType)
            .GetMethods(All)
            .Single(m =>
                m.Name == Plain(task.Method) && m.GetCustomAttribute<FusionTaskAttribute>() is { } attribute && (attribute.Name ?? m.Name) == task.Id
            );

    private static MemberInfo MemberOf(Assembly assembly, string member)
    {
        var dot = member.LastIndexOf('.');
        return TypeOf(assembly, member[..dot])
            .GetMember(Plain(member[(dot + 1)..]), MemberTypes.Method | MemberTypes.Property, All)
            .Single(static m => m.IsDefined(typeof(FusionServiceAttribute)));
    }

    /// <summary>A type by its name in C#, where a dot separates nested types as well as namespaces.</summary>
    private static Type TypeOf(Assembly assembly, string name)
    {
        var metadataName = name.Replace("global::", "", StringComparison.Ordinal).Replace("@", "", StringComparison.Ordinal).ToCharArray();
        while (true)
        {
            if (assembly.GetType(new string(metadataName)) is { } type)
                return type;
            var dot = Array.LastIndexOf(metadataName, '.');
            if (dot < 0)
                throw new TypeLoadException($"'{assembly.GetName().Name}' has no type '{name}', which its manifest names. Rebuild it.");
            metadataName[dot] = '+';
        }
    }

    private static string Plain(string name) => name.TrimStart('@');

    private const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;
}

/// <summary>A provider of a service.</summary>
internal sealed record ReflectedService(MemberInfo Member, bool IsPerInvocation)
{
    public Type Type => Member is PropertyInfo property ? property.PropertyType : ((MethodInfo)Member).ReturnType;
}
