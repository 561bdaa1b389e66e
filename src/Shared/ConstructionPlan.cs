namespace Fusionize.Shared;

/// <summary>Finds everything that the constructors of a group's served task classes need.</summary>
internal sealed class ConstructionPlan
{
    private readonly Dictionary<string, ManifestClass> _classes;
    private readonly Dictionary<string, ManifestService> _services;
    private readonly IReadOnlyList<ManifestService> _openServices;
    private readonly IReadOnlyList<string> _registrations;
    private readonly HashSet<string> _classesWithLocalTasks;

    private readonly HashSet<string> _done = new(StringComparer.Ordinal);
    private readonly List<ManifestClass> _neededClasses = [];
    private readonly List<ManifestService> _neededServices = [];
    private readonly List<string> _placeholders = [];
    private bool _needsRegistrations;

    public ConstructionPlan(IReadOnlyList<(string Assembly, Manifest Manifest)> assemblies, IReadOnlyCollection<string> local)
    {
        _classes = First(assemblies.SelectMany(static a => a.Manifest.Classes), static c => c.Type);
        var services = assemblies.SelectMany(static a => a.Manifest.Services).ToList();
        _services = First(services.Where(static s => !OpenType.IsOpen(s.Type)), static s => s.Id);
        _openServices = [.. services.Where(static s => OpenType.IsOpen(s.Type))];
        _registrations = [.. assemblies.SelectMany(static a => a.Manifest.Registrations)];
        _classesWithLocalTasks =
        [
            .. assemblies
                .SelectMany(static a => a.Manifest.Tasks)
                .Where(t => !t.IsStatic && local.Contains(t.Id))
                .Select(static t => t.DeclaringType),
        ];
    }

    public SliceConstruction Of(IEnumerable<SliceTask> tasks)
    {
        foreach (var task in tasks)
            if (task.Role == SliceRole.Serve && !task.Task.IsStatic)
                Need(task.Task.DeclaringType, null);
        return new SliceConstruction(
            new(_neededClasses),
            new(_neededServices),
            _needsRegistrations ? new(_registrations) : default,
            new(_placeholders)
        );
    }

    private void Need(string type, string? key)
    {
        if (!_done.Add(ServiceId.Of(type, key)))
            return;
        if (key is null && _classes.TryGetValue(type, out var taskClass))
        {
            if (_classesWithLocalTasks.Contains(type))
            {
                NeedAll(taskClass.Needs);
                _neededClasses.Add(taskClass);
            }
            else
            {
                _placeholders.Add(type);
            }
        }
        else if (ServiceOf(type, key) is { } service)
        {
            NeedAll(service.Needs);
            _neededServices.Add(service);
        }
        else
        {
            _needsRegistrations = true;
        }
    }

    private void NeedAll(EquatableArray<ManifestParameter> needs)
    {
        foreach (var need in needs)
            if (need.Default is null || _classes.ContainsKey(need.ServiceId) || ServiceOf(need.Type, need.Key) is not null)
                Need(need.Type, need.Key);
    }

    private ManifestService? ServiceOf(string type, string? key) =>
        _services.TryGetValue(ServiceId.Of(type, key), out var service)
            ? service
            : _openServices.Select(s => s.Closed(type, key)).FirstOrDefault(static s => s is not null);

    private static Dictionary<string, T> First<T>(IEnumerable<T> items, Func<T, string> key)
    {
        var found = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var item in items)
            if (!found.ContainsKey(key(item)))
                found.Add(key(item), item);
        return found;
    }
}
