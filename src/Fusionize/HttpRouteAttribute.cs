namespace Fusionize;

/// <summary>
/// Makes a task answer HTTP requests of one method at one path. Such a task is an entry. A method may have several routes.
/// </summary>
/// <remarks>
/// A template consists of literal segments and of variables, which take a whole segment: <c>/products/{id}</c>. The last variable may take the rest
/// of the path: <c>/files/{path+}</c>. Literal segments are case-sensitive and take precedence over variables.
/// </remarks>
public abstract class HttpRouteAttribute : Attribute
{
    private protected HttpRouteAttribute(string method, string template) => (Method, Template) = (method, template);

    /// <summary>The HTTP method, in capitals.</summary>
    public string Method { get; }

    /// <summary>The path, such as <c>/products/{id}</c>.</summary>
    public string Template { get; }
}

/// <summary>Makes a task answer GET requests, and HEAD requests without the body.</summary>
/// <param name="template">The path, such as <c>/products/{id}</c>.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class HttpGetAttribute(string template) : HttpRouteAttribute("GET", template);

/// <summary>Makes a task answer POST requests.</summary>
/// <param name="template">The path, such as <c>/products/{id}</c>.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class HttpPostAttribute(string template) : HttpRouteAttribute("POST", template);

/// <summary>Makes a task answer PUT requests.</summary>
/// <param name="template">The path, such as <c>/products/{id}</c>.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class HttpPutAttribute(string template) : HttpRouteAttribute("PUT", template);

/// <summary>Makes a task answer PATCH requests.</summary>
/// <param name="template">The path, such as <c>/products/{id}</c>.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class HttpPatchAttribute(string template) : HttpRouteAttribute("PATCH", template);

/// <summary>Makes a task answer DELETE requests.</summary>
/// <param name="template">The path, such as <c>/products/{id}</c>.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class HttpDeleteAttribute(string template) : HttpRouteAttribute("DELETE", template);
