static class Work
{
    [FusionTask(Entry = true)]
    public static async Task Root(CancellationToken ct)
    {
        try { await Store(1); }
        catch (TaskFailedException e) when (e.Is<InvalidOperationException>()) { }
        catch (OperationCanceledException) { }
        catch (Exception) { }
        try { await Store(1); int.Parse("x"); }
        catch (FormatException) { }
        try { NoTask(); }
        catch (FormatException) { }
        try { await Store(1); }
        catch { }
        try { await Store(1); }
        catch (TaskCanceledException) { }
    }
    [FusionTask] public static Task Store(int x) => Task.CompletedTask;
    static void NoTask() { }
}
