namespace Fusionize.Hosting;

/// <summary>What INIT has begun and must not leave half done: the platform may freeze the process at the first poll.</summary>
/// <remarks>The host knows of it only through here, so that a group without remote calls carries no remote client.</remarks>
internal static class InitWork
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private static Task s_pending = Task.CompletedTask;

    public static void Begin(Func<Task> work) => s_pending = Task.Run(work);

    /// <summary>Waits a moment. What fails or lasts longer is left to the first request that needs it, which tells of it properly.</summary>
    public static void Finish()
    {
        try
        {
            s_pending.Wait(s_patience);
        }
        catch (AggregateException)
        {
        }
    }
}
