namespace Fusionize.CompilerServices;

/// <summary>How a request came.</summary>
internal enum RequestForm : byte
{
    /// <summary>From another function: task, arguments by name, trace context.</summary>
    Envelope,

    /// <summary>Any other JSON: the arguments of the group's root task.</summary>
    Plain,

    /// <summary>An HTTP API (payload version 2) or function URL event; its body is a plain request, its answer an HTTP response.</summary>
    Http,
}
