namespace Fusionize.Aws.Pipeline;

/// <summary>HTTP method and path of the operation that a request class is for. Path parts in braces are properties marked
/// <see cref="InPathAttribute"/>.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OperationAttribute(string method, string path) : Attribute
{
    public string Method => method;
    public string Path => path;

    /// <summary>Whether the call counts against the limit for calls that manage resources.</summary>
    public bool Limited { get; init; } = true;
}

/// <summary>The property fills the path part of its name.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class InPathAttribute : Attribute;

/// <summary>The property is a query parameter of its name, spelled like members of the JSON body.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class InQueryAttribute : Attribute;

/// <summary>The property is an HTTP header.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class InHeaderAttribute(string name) : Attribute
{
    public string Name => name;
}

/// <summary>The property is the whole body, as bytes.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AsBodyAttribute : Attribute;

/// <summary>The property is the response's HTTP status.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AsStatusAttribute : Attribute;
