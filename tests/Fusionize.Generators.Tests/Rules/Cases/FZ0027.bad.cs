// The package doesn't take effect here.
static class Work
{
    [FusionTask(Entry = true)] public static Task Root() => Task.CompletedTask; // FZ0027
}
