using System.ComponentModel;

namespace Fusionize.CompilerServices;

/// <summary>The part of an HTTP request that a parameter's value comes from. Used by generated code only.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum HttpSource : byte
{
    /// <summary>A variable of the route's template.</summary>
    Route,

    /// <summary>The query string.</summary>
    Query,

    /// <summary>A header.</summary>
    Header,

    /// <summary>A cookie.</summary>
    Cookie,

    /// <summary>A field of a form.</summary>
    Form,
}
