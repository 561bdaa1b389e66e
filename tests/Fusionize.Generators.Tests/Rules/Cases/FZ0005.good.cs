static class Work
{
    [FusionTask(Entry = true)] public static Task A(int x, string? y = null, DateTimeOffset? z = null, CancellationToken ct = default) =>
        Task.CompletedTask;
    [FusionTask(Entry = true)] public static Task B(ReadOnlyMemory<byte> x) => Task.CompletedTask;
}
