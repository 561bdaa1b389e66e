using Fusionize;

namespace Orders;

public static class Mail
{
    [FusionTask]
    public static Task Confirm(Customer to, string text, CancellationToken ct) => Services.Journal.WriteAsync(to.Name, $"mail {text}", ct);
}
