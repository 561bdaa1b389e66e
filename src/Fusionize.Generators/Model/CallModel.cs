using Fusionize.Shared;

namespace Fusionize.Generators.Model;

/// <summary>A call of a task.</summary>
/// <param name="From">The task that contains the call; null for a helper method.</param>
/// <param name="Target">The called task.</param>
/// <param name="IsExtension">Whether the task is called as an extension method.</param>
/// <param name="Site">The location of the interception.</param>
/// <param name="Detach">The <c>.Detach()</c> of an asynchronous call; null for a synchronous one.</param>
/// <param name="Multiplicity">How often the caller makes the call.</param>
/// <param name="Line">Its line, from 1.</param>
internal sealed record CallModel(
    string? From,
    CallTarget Target,
    bool IsExtension,
    InterceptSite Site,
    DetachSite? Detach,
    CallMultiplicity Multiplicity,
    int Line
);

/// <summary>A called task, of this project or a referenced one.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Namespace">Namespace of the declaring assembly's switches and slots.</param>
/// <param name="Signature">The method.</param>
internal sealed record CallTarget(string Id, string Namespace, TaskSignature Signature);

/// <summary>The <c>.Detach()</c> that follows a task call.</summary>
/// <param name="Site">The location of the interception.</param>
/// <param name="IsExtension">Whether it is written as an extension method.</param>
internal sealed record DetachSite(InterceptSite Site, bool IsExtension);

/// <summary>The compiler's opaque location of an interceptable call.</summary>
internal sealed record InterceptSite(int Version, string Data);
