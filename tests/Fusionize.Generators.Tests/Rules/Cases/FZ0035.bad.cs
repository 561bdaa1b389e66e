public class Pricing(int rate = 1)
{
    protected virtual string Kind => "base";
    [FusionTask(Entry = true)] public Task<string> Price() => Task.FromResult(Kind + rate);
}
public sealed class Premium(int rate) : Pricing(rate) { protected override string Kind => "premium"; } // FZ0035
public sealed class Shown
{
    public string Title { get; init; } = "";
    [FusionTask(Entry = true)] public Task<string> Show() => Task.FromResult(Title);
}
static class Work
{
    [FusionTask(Entry = true)] public static async Task<string> Run() =>
        await new Pricing(5).Price() // FZ0035
        + await new Shown { Title = "x" }.Show(); // FZ0035
}
