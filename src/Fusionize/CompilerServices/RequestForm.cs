namespace Fusionize.CompilerServices;

/// <summary>The form of a request.</summary>
internal enum RequestForm : byte
{
    /// <summary>From another function: task, arguments by name, trace context.</summary>
    Envelope,

    /// <summary>Any other JSON: the arguments of the group's root task.</summary>
    Plain,

    /// <summary>An HTTP API (payload version 2) or function URL event. Its body is a plain request, and the result is an HTTP response.</summary>
    Http,
}
