using System.Runtime;

namespace Fusionize.Build.Fusing;

/// <summary>
/// A time without garbage collections, as far as memory allows. The linker holds on to nearly all that it allocates until it is done, so a collection
/// finds nothing to free, and stops every group that is linked beside: three quarters of the time of linking several.
/// </summary>
internal sealed class NoCollection : IDisposable
{
    /// <summary>What linking a group with few packages allocates, and a little more.</summary>
    private const long BytesPerGroup = 64 << 20;

    private NoCollection() { }

    /// <summary>Takes at most a quarter of what the machine has. With less than the groups need, collections set in again where it ends; nothing else
    /// changes.</summary>
    public static NoCollection? TryBegin(int groups)
    {
        try
        {
            var bytes = Math.Min(groups * BytesPerGroup, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4);
            return GC.TryStartNoGCRegion(bytes) ? new NoCollection() : null;
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or InvalidOperationException)
        {
            // More than this runtime grants at once, or somebody else in this process is about it.
            return null;
        }
    }

    public void Dispose()
    {
        if (GCSettings.LatencyMode != GCLatencyMode.NoGCRegion)
            return;
        try
        {
            GC.EndNoGCRegion();
        }
        catch (InvalidOperationException)
        {
            // It has ended just now.
        }
    }
}
