namespace Fusionize.Invocations;

/// <summary>Work that runs on after <c>.Detach()</c> in its plain form.</summary>
internal static class DetachedWork
{
    /// <summary>Observes the work to its end and, inside an invocation, makes the invocation wait for it.</summary>
    public static void Keep(Task work)
    {
        var frame = Frame.Current;
        var invocation = frame?.Invocation is { } current && current.TryHold() ? current : null;
        _ = Observe(work, frame?.Task, invocation);
    }

    private static async Task Observe(Task work, string? caller, Invocation? invocation)
    {
        try
        {
            await work.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Log.Error(caller is null ? "Detached task call failed" : $"Task call detached by '{caller}' failed", e);
        }
        finally
        {
            invocation?.Release();
        }
    }
}
