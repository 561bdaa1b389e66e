namespace Fusionize.Testing.Groups;

/// <summary>
/// Frees what ended groups have loaded. Their assemblies go with a full garbage collection only, and a process whose heap stays small has none: each
/// start of an application would leave its copies of all assemblies behind.
/// </summary>
internal static class UnloadedGroups
{
    /// <summary>Half a megabyte each, so collecting more often would cost more time than it saves memory.</summary>
    private const int Batch = 64;

    private static int s_count;

    /// <summary>Called when a group was unloaded; its memory goes with this batch or the next.</summary>
    public static void Add()
    {
        if (Interlocked.Increment(ref s_count) % Batch != 0)
            return;
#pragma warning disable RS0030 // Nothing holds on to this memory; it just isn't looked for.
        GC.Collect();
#pragma warning restore RS0030
    }
}
