namespace Fusionize;

/// <summary>Work that continues after <c>.Detach()</c> without a fused build.</summary>
internal static class DetachedWork
{
    /// <summary>Observes the work until it ends. Inside an invocation, makes the invocation wait for it.</summary>
    public static void Keep(Task work)
    {
        var caller = AmbientTask.Current;
        _ = Observe(work, caller, caller is not null && caller.TryHold());
    }

    private static async Task Observe(Task work, AmbientTask? caller, bool isHeld)
    {
        try
        {
            await work.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Log.Error(caller is null ? "Detached task call failed" : $"Task call detached by '{caller.Task}' failed", e);
        }
        finally
        {
            if (isHeld)
                caller!.Release();
        }
    }
}
