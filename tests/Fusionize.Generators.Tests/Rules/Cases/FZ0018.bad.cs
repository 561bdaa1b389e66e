static class Work
{
    [FusionTask(Entry = true)]
    public static async Task Root()
    {
        try { await Store(1); }
        catch (InvalidOperationException) { } // FZ0018
        try { await Store(1).Detach(); var x = Store(2); await x.ConfigureAwait(false); }
        catch (TaskFailedException) { }
        catch (System.IO.IOException e) when (e.Message.Length > 3) { } // FZ0018
        catch (Exception) { }
    }
    [FusionTask] public static Task Store(int x) => Task.CompletedTask;
}
