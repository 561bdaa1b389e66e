// The package doesn't take effect here.
static class Work
{
    [FusionTask(Entry = true)]
    public static async Task Root() // FZ0027
    {
        await Store(1); // FZ0026
        await Store(2).Detach(); // FZ0026
    }
    [FusionTask] public static Task Store(int x) => Task.CompletedTask; // FZ0027
}
