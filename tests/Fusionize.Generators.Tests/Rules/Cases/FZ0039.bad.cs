static class Work
{
    [FusionTask(Entry = true)] public static Task Keep(CallKind kind) => Task.CompletedTask; // FZ0039
    [FusionTask(Entry = true)] public static Task<List<CallKind?>> Give() => Task.FromResult(new List<CallKind?>()); // FZ0039
}
namespace Fusionize
{
    public enum CallKind { A }
}
