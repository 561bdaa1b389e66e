namespace Fusionize.Tests.EndToEnd;

/// <summary>
/// A small application with two entries and two tasks behind them, as real zips under any setup.
/// </summary>
internal sealed class PromiseApp : IDisposable
{
    private readonly SourceApp _app = new(
        "promise",
        """
        using System.Text.Json;
        using Fusionize;

        namespace Promise;

        public sealed record Order(string Id, int Count, JsonElement? Extra = null);

        public sealed record Slip(string Id, string Mark, JsonElement? Extra);

        public sealed record Wish(string? Text = null, int Version = 1);

        public static class Desk
        {
            [FusionTask(Entry = true)]
            public static async Task<Slip> Front(Order order, CancellationToken ct)
            {
                var slip = await Secret(order, ct);
                await Note($"{(order.Id is "later" or "never" ? order.Id : "front")} {slip.Mark}", ct).Detach();
                return slip;
            }

            [FusionTask(Entry = true)]
            public static async Task<string> Other(Wish wish, CancellationToken ct)
            {
                await Note($"other {wish}", ct);
                return wish.Text == "work" ? $"{TaskContext.Current!.CallId} {TaskContext.Current.Attempt}" : wish.Text ?? "nothing";
            }

            [FusionTask]
            public static Task<Slip> Secret(Order order, CancellationToken ct) => order.Count < 0
                ? throw new InvalidOperationException("the safe's number is 4711")
                : Task.FromResult(new Slip(order.Id, $"{order.Id.Length}x{order.Count}", order.Extra));

            [FusionTask]
            public static Task Note(string text, CancellationToken ct) // a file of its own: several functions write at once
                => text.StartsWith("never") || (text.StartsWith("later") && TaskContext.Current!.Attempt < 3)
                    ? throw new InvalidOperationException("not now")
                    : File.WriteAllTextAsync(
                        Path.Combine(Environment.GetEnvironmentVariable("PROMISE_JOURNAL")!, Guid.NewGuid().ToString()), text, ct);
        }
        """
    );

    /// <summary>The folder that the task <c>Note</c> writes to, a file for each note.</summary>
    public string Journal => Path.Combine(_app.Folder, "journal");

    public string PlatformFolder => _app.PlatformFolder;

    public SetupBuilds Builds => _app.Builds;

    public void Dispose() => _app.Dispose();
}
