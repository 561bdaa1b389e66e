namespace Fusionize;

/// <summary>Binds a parameter of a task with a route to a variable of the route's template.</summary>
/// <param name="name">The variable's name; null for the parameter's own name.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class FromRouteAttribute(string? name = null) : Attribute
{
    /// <summary>The variable's name; null for the parameter's own name.</summary>
    public string? Name { get; } = name;
}

/// <summary>
/// Binds a parameter of a task with a route to the query string. An array or a list takes all values of the name, any other type the last value.
/// </summary>
/// <param name="name">The name in the query string; null for the parameter's own name.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class FromQueryAttribute(string? name = null) : Attribute
{
    /// <summary>The name in the query string; null for the parameter's own name.</summary>
    public string? Name { get; } = name;
}

/// <summary>Binds a parameter of a task with a route to a request header. An array or a list takes its comma-separated values.</summary>
/// <param name="name">The header's name, in any case; null for the parameter's own name.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class FromHeaderAttribute(string? name = null) : Attribute
{
    /// <summary>The header's name, in any case; null for the parameter's own name.</summary>
    public string? Name { get; } = name;
}

/// <summary>Binds a parameter of a task with a route to a cookie.</summary>
/// <param name="name">The cookie's name; null for the parameter's own name.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class FromCookieAttribute(string? name = null) : Attribute
{
    /// <summary>The cookie's name; null for the parameter's own name.</summary>
    public string? Name { get; } = name;
}

/// <summary>Binds a parameter of a task with a route to the fields of a form, sent as <c>application/x-www-form-urlencoded</c>.</summary>
/// <param name="name">The field's name; null for the parameter's own name.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class FromFormAttribute(string? name = null) : Attribute
{
    /// <summary>The field's name; null for the parameter's own name.</summary>
    public string? Name { get; } = name;
}

/// <summary>Binds a parameter of a task with a route to the request's body, which is JSON.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class FromBodyAttribute : Attribute;
