namespace Fusionize.Invocations;

/// <summary>What INIT has begun and must not leave half done: the platform may freeze the process at the first poll.</summary>
/// <remarks>The host knows of it only through here, so that a group without remote calls carries no remote client.</remarks>
internal static class InitWork
{
    private static Task s_pending = Task.CompletedTask;
    private static TimeSpan s_patience;

    /// <summary>Begins work on a thread of the pool.</summary>
    /// <param name="patience">How long INIT waits for it at most.</param>
    /// <param name="work">The work.</param>
    public static void Begin(TimeSpan patience, Func<Task> work)
    {
        var begun = Task.Run(work);
        s_pending = s_pending.IsCompleted ? begun : Task.WhenAll(s_pending, begun);
        if (patience > s_patience)
            s_patience = patience;
    }

    /// <summary>Waits a moment. What fails or lasts longer is left to the first request that needs it, which tells of it properly.</summary>
    public static void Finish()
    {
        try
        {
            s_pending.Wait(s_patience);
        }
        catch (AggregateException) { }
    }
}
