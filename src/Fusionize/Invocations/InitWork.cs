namespace Fusionize.Invocations;

/// <summary>Work that was started in INIT and must be finished before the first poll, because the platform may freeze the process then.</summary>
/// <remarks>The host depends on this class only, so that the function of a group without remote calls contains no remote client.</remarks>
internal static class InitWork
{
    private static Task s_pending = Task.CompletedTask;
    private static TimeSpan s_patience;

    /// <summary>Starts work on a thread of the pool.</summary>
    /// <param name="patience">The maximum time that INIT waits for it.</param>
    /// <param name="work">The work.</param>
    public static void Begin(TimeSpan patience, Func<Task> work)
    {
        var begun = Task.Run(work);
        s_pending = s_pending.IsCompleted ? begun : Task.WhenAll(s_pending, begun);
        if (patience > s_patience)
            s_patience = patience;
    }

    /// <summary>Waits for a limited time. If work fails or takes longer, the first request that needs it does it or reports the failure.</summary>
    public static void Finish()
    {
        try
        {
            s_pending.Wait(s_patience);
        }
        catch (AggregateException) { }
    }
}
