using Fusionize;

namespace Tree;

/// <summary>The abstract application of the Fusionize papers: a chain of synchronous calls that wait, beside asynchronous ones that
/// compute.</summary>
public static class TreeTasks
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(500);

    [FusionTask(Entry = true)]
    public static async Task<string> A(Node root, CancellationToken ct)
    {
        var c = C(root, ct).Detach();
        var path = await B(root, ct);
        await c;
        return $"{root.Name}.A{path}";
    }

    [FusionTask]
    public static async Task<string> B(Node root, CancellationToken ct)
    {
        var path = await D(root, ct);
        await Task.Delay(Wait, ct);
        return ".B" + path;
    }

    [FusionTask]
    public static async Task<double> C(Node root, CancellationToken ct)
    {
        var work = Cpu.OnTwoThreadsAsync(7);
        await Task.WhenAll(F(root, ct).Detach(), G(root, ct).Detach());
        return await work;
    }

    [FusionTask]
    public static async Task<string> D(Node root, CancellationToken ct)
    {
        var path = await E(root, ct);
        await Task.Delay(Wait, ct);
        return ".D" + path;
    }

    [FusionTask]
    public static async Task<string> E(Node root, CancellationToken ct)
    {
        await Task.Delay(Wait, ct);
        return ".E";
    }

    [FusionTask]
    public static Task<double> F(Node root, CancellationToken ct) => Cpu.OnTwoThreadsAsync(7);

    [FusionTask]
    public static Task<double> G(Node root, CancellationToken ct) => Cpu.OnTwoThreadsAsync(8.8);
}

/// <summary>What the tasks hand to each other.</summary>
public sealed record Node(string? Name = null);
