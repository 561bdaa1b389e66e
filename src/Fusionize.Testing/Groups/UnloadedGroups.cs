namespace Fusionize.Testing.Groups;

/// <summary>
/// Frees the assemblies of ended groups. Only a full garbage collection unloads them, and a process with a small heap has none, so each start of an
/// application would leave its copies of all assemblies in memory.
/// </summary>
internal static class UnloadedGroups
{
    /// <summary>They take half a megabyte each, so more frequent collections would cost too much time for the saved memory.</summary>
    private const int Batch = 64;

    private static int s_count;

    /// <summary>Called when a group was unloaded; its memory is freed with this batch or the next.</summary>
    public static void Add()
    {
        if (Interlocked.Increment(ref s_count) % Batch != 0)
            return;
#pragma warning disable RS0030 // Nothing references this memory; it only needs a collection.
        GC.Collect();
#pragma warning restore RS0030
    }
}
