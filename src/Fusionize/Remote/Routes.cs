namespace Fusionize.Remote;

/// <summary>
/// <c>FUSIONIZE_ROUTES</c>: the functions that serve the tasks that this group doesn't contain, for example <c>CheckSensor=iot-CheckSensor;…</c>.
/// </summary>
internal sealed class Routes
{
    private readonly Dictionary<string, string> _functions = new(StringComparer.Ordinal);

    private Routes() { }

    public static Routes Parse(string? text)
    {
        var routes = new Routes();
        foreach (var range in text.AsSpan().Split(';'))
        {
            var route = text.AsSpan()[range].Trim();
            if (route.IsEmpty)
                continue;
            var equals = route.IndexOf('=');
            if (equals <= 0 || equals == route.Length - 1)
                throw new FormatException($"FUSIONIZE_ROUTES: '{route}' isn't of the form task=function.");
            routes._functions[route[..equals].Trim().ToString()] = route[(equals + 1)..].Trim().ToString();
        }
        return routes;
    }

    public string FunctionOf(string task) =>
        _functions.TryGetValue(task, out var function)
            ? function
            : throw new RemoteCallException($"FUSIONIZE_ROUTES names no function for task '{task}'.");
}
