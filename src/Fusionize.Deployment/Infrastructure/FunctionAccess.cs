using System.Collections.Immutable;
using Fusionize.Packaging;
using Fusionize.Setups;

namespace Fusionize.Deployment.Infrastructure;

/// <summary>One permission of a function. Resources contain <see cref="Place"/>'s placeholders for partition, region and account.</summary>
/// <param name="Because">The reason: the task or call that needs it.</param>
public sealed record AccessStatement(string Action, string Resource, string Because);

/// <summary>The bucket for arguments that are too large for Lambda.</summary>
/// <param name="Bucket">The bucket's name without a prefix; the functions choose the prefix.</param>
/// <param name="Key">ARN of the KMS key that encrypts them; null: S3's own key.</param>
public sealed record ClaimBucket(string Bucket, string? Key = null)
{
    /// <summary>The prefix of the keys of these objects, as in the functions.</summary>
    public const string Folder = "fusionize-claims/";

    /// <summary>The bucket in the project (FusionizeClaimBucket); null: none.</summary>
    public static ClaimBucket? Of(FusionManifest manifest) =>
        ValueOf(manifest, "FUSIONIZE_CLAIM_BUCKET") is { } bucket ? new(bucket, ValueOf(manifest, "FUSIONIZE_CLAIM_KEY")) : null;

    private static string? ValueOf(FusionManifest manifest, string variable) =>
        manifest.Deployment?.Variables?.LastOrDefault(v => v.Name == variable && v.Task is null)?.Value;

    internal string Resource => $"arn:{Place.Partition}:s3:::{Bucket}/{Folder}*";
}

/// <summary>The minimal permissions of a function.</summary>
/// <param name="Group">The group whose zip it runs.</param>
/// <param name="Task">The task that the function is named after: the group's root, or another of its entry tasks.</param>
/// <param name="Statements">Sorted, one per action and resource.</param>
/// <param name="IsAsyncCallee">Whether other functions call it asynchronously, so that it needs a failure destination.</param>
public sealed record FunctionAccess(string Group, string Task, string Function, ImmutableArray<AccessStatement> Statements, bool IsAsyncCallee)
{
    /// <summary>The beginning of the reason why a function may invoke its own group: it hands over failed detached work.</summary>
    internal const string HandsOver = "hands over ";

    /// <summary>The permissions under the setup of the build.</summary>
    public static ImmutableArray<FunctionAccess> Of(FusionManifest manifest, ClaimBucket? claims = null) => Of(manifest, SetupOf(manifest), claims);

    /// <summary>The permissions under another setup of the same application.</summary>
    public static ImmutableArray<FunctionAccess> Of(FusionManifest manifest, FusionSetup setup, ClaimBucket? claims = null)
    {
        var app = ModelOf(manifest);
        var tasks = manifest.Tasks.ToDictionary(t => t.Id, StringComparer.Ordinal);
        var asyncHomes = setup
            .Groups.SelectMany(g => app.Calls.Where(c => c.Kind == CallKind.Async && app.MayLeave(g, c)))
            .Select(c => setup.HomeOf(c.To).Name)
            .ToHashSet(StringComparer.Ordinal);
        // A call without arguments is never too large.
        var claimed = claims is null
            ? []
            : setup
                .Groups.SelectMany(g =>
                    setup
                        .RoutesOf(g, app)
                        .Keys.Where(t => tasks[t].Params.Length > 0)
                        .Select(t => (Sender: g.Name, Task: t, Receiver: setup.HomeOf(t).Name))
                )
                .ToArray();
        return
        [
            .. from @group in setup.Groups
            from task in app.EntriesBesideRoot(@group).Prepend(@group.Name)
            let function = FunctionNames.Of(manifest.App, task)
            let log = $"arn:{Place.Partition}:logs:{Place.Region}:{Place.Account}:log-group:/aws/lambda/{function}:*"
            let own = @group.Tasks.SelectMany(t => (tasks[t].Permissions ?? []).Select(p => new AccessStatement(p.Action, p.Resource, "task " + t)))
            let triggers = TriggerAccess.Of(tasks[task])
            let calls = setup
                .RoutesOf(@group, app)
                .Select(r => new AccessStatement(
                    "lambda:InvokeFunction",
                    $"arn:{Place.Partition}:lambda:{Place.Region}:{Place.Account}:function:{FunctionNames.Of(manifest.App, r.Value)}:setup-*",
                    (r.Value == @group.Name && @group.RunsLocally(r.Key, CallKind.Async) ? HandsOver : "calls ") + r.Key
                ))
            let logs = (AccessStatement[])[new("logs:CreateLogStream", log, "its log"), new("logs:PutLogEvents", log, "its log")]
            let sent = claimed
                .Where(c => c.Sender == @group.Name)
                .SelectMany(c => Claim(claims!, "s3:PutObject", "kms:GenerateDataKey", "sends large arguments of " + c.Task))
            let received = claimed
                .Where(c => c.Receiver == @group.Name)
                .SelectMany(c => Claim(claims!, "s3:GetObject", "kms:Decrypt", "receives large arguments of " + c.Task))
            select new FunctionAccess(
                @group.Name,
                task,
                function,
                Merge([.. own, .. triggers, .. calls, .. sent, .. received, .. logs]),
                task == @group.Name && asyncHomes.Contains(@group.Name)
            ),
        ];
    }

    private static IEnumerable<AccessStatement> Claim(ClaimBucket claims, string action, string keyAction, string because) =>
        claims.Key is { } key ? [new(action, claims.Resource, because), new(keyAction, key, because)] : [new(action, claims.Resource, because)];

    private static ImmutableArray<AccessStatement> Merge(IEnumerable<AccessStatement> statements) =>
        [
            .. statements
                .GroupBy(s => (s.Action, s.Resource))
                .Select(g => new AccessStatement(
                    g.Key.Action,
                    g.Key.Resource,
                    string.Join(", ", g.Select(s => s.Because).Distinct().Order(StringComparer.Ordinal))
                ))
                .OrderBy(s => s.Action, StringComparer.Ordinal)
                .ThenBy(s => s.Resource, StringComparer.Ordinal),
        ];

    /// <summary>The application as the manifest describes it.</summary>
    public static AppModel ModelOf(FusionManifest manifest) =>
        new(
            manifest.App,
            [.. manifest.Tasks.Select(t => new AppTask(t.Id, t.Entry, t.BestEffort == true))],
            [.. manifest.Calls.Select(c => new AppCall(c.From, c.To, c.Kind == "async" ? CallKind.Async : CallKind.Sync))]
        );

    private static FusionSetup SetupOf(FusionManifest manifest) =>
        new(manifest.App, [.. manifest.Groups.Select(g => new FusionGroup(g.Name, g.Tasks, g.Entries, g.MemoryMB, g.Architecture, g.RemoteAsync))]);
}

/// <summary>Placeholders for partition, region and account; each template format replaces them by its own expressions.</summary>
public static class Place
{
    public const string Partition = "${Partition}";
    public const string Region = "${Region}";
    public const string Account = "${Account}";
}
