using Fusionize.Aws.EventBridge;
using Fusionize.Aws.Lambda;
using Fusionize.Setups;

namespace Fusionize.Deployment;

/// <summary>The rules of triggers: schedules and patterns of events. They invoke the alias <c>live</c>, which permits it to each rule.</summary>
internal sealed class TriggerRules(AmazonEventBridgeClient events, AmazonLambdaClient lambda)
{
    private const string Principal = "events.amazonaws.com";
    private const string TargetId = "live";

    /// <summary>The beginning of the description of the rules that an application's deployments have created.</summary>
    private static string Mark(string app) => $"Fusionize {app}: ";

    private static string Describe(string app, DesiredRule rule) => Mark(app) + "task " + rule.Task;

    /// <summary>The rules that deployments of the application have created on the buses that it uses now, and on the default one.</summary>
    public async Task<List<(string? Bus, Rule Rule)>> ListAsync(string app, IEnumerable<string?> buses, CancellationToken cancellation)
    {
        var found = new List<(string?, Rule)>();
        foreach (var bus in buses.Append(null).Distinct())
        {
            string? token = null;
            do
            {
                var request = new ListRulesRequest
                {
                    EventBusName = bus,
                    NamePrefix = Prefix(app),
                    NextToken = token,
                };
                var page = await Calls.RunAsync(null, "ListRules", () => events.ListRulesAsync(request, cancellation), cancellation);
                found.AddRange(
                    (page.Rules ?? [])
                        .Where(r => r.Description?.StartsWith(Mark(app), StringComparison.Ordinal) == true)
                        .Select(r => (bus, r))
                );
                token = page.NextToken;
            } while (!string.IsNullOrEmpty(token));
        }
        return found;
    }

    private static string Prefix(string app) => app + "-";

    /// <summary>Whether a rule is as the code says, and has its target.</summary>
    public async Task<bool> IsThereAsync(string app, DesiredRule desired, Rule? current, CancellationToken cancellation)
    {
        if (
            current is null
            || current.ScheduleExpression != desired.Schedule
            || current.EventPattern != desired.Pattern
            || current.State != StateOf(desired)
            || current.Description != Describe(app, desired)
        )
            return false;
        var targets = await Calls.RunAsync(
            desired.Function,
            "ListTargetsByRule",
            () => events.ListTargetsByRuleAsync(new() { EventBusName = desired.Bus, Rule = desired.Name }, cancellation),
            cancellation
        );
        return targets.Targets?.Any(t => t.Arn?.EndsWith($":function:{desired.Function}:{Aliases.Live}", StringComparison.Ordinal) == true) == true;
    }

    private static string StateOf(DesiredRule rule) => rule.Enabled ? RuleState.Enabled : RuleState.Disabled;

    /// <param name="functionArn">The function's ARN without a qualifier.</param>
    public async Task PutAsync(string app, DesiredRule desired, string functionArn, CancellationToken cancellation)
    {
        var rule = await Calls.RunAsync(
            desired.Function,
            "PutRule",
            () =>
                events.PutRuleAsync(
                    new()
                    {
                        EventBusName = desired.Bus,
                        Name = desired.Name,
                        ScheduleExpression = desired.Schedule,
                        EventPattern = desired.Pattern,
                        State = StateOf(desired),
                        Description = Describe(app, desired),
                    },
                    cancellation
                ),
            cancellation
        );
        // The permission before the target, so that no event is lost.
        await PermitAsync(desired, rule.RuleArn!, cancellation);
        var target = new Target { Id = TargetId, Arn = functionArn + ":" + Aliases.Live };
        var put = await Calls.RunAsync(
            desired.Function,
            "PutTargets",
            () =>
                events.PutTargetsAsync(
                    new()
                    {
                        EventBusName = desired.Bus,
                        Rule = desired.Name,
                        Targets = [target],
                    },
                    cancellation
                ),
            cancellation
        );
        if (put.FailedEntries is [var failed, ..])
            throw new FusionizeException(DeployCodes.CallFailed, desired.Function, $"{failed.ErrorCode}: {failed.ErrorMessage}")
            {
                Place = "PutTargets",
            };
    }

    private async Task PermitAsync(DesiredRule rule, string ruleArn, CancellationToken cancellation)
    {
        try
        {
            await Calls.RunAsync(
                rule.Function,
                "AddPermission",
                () =>
                    lambda.AddPermissionAsync(
                        new()
                        {
                            FunctionName = rule.Function,
                            Qualifier = Aliases.Live,
                            StatementId = Statement(rule.Name),
                            Action = "lambda:InvokeFunction",
                            Principal = Principal,
                            SourceArn = ruleArn,
                        },
                        cancellation
                    ),
                cancellation
            );
        }
        catch (ResourceConflictException)
        {
            // It is there already. The statement's name contains the rule's, so it is the right one.
        }
    }

    // Names of rules may contain dots, and ids of statements may not.
    private static string Statement(string rule) => rule.Replace('.', '_');

    public async Task RemoveAsync(string? bus, Rule rule, CancellationToken cancellation)
    {
        var targets = await Calls.RunAsync(
            null,
            "ListTargetsByRule",
            () => events.ListTargetsByRuleAsync(new() { EventBusName = bus, Rule = rule.Name }, cancellation),
            cancellation
        );
        if (targets.Targets is { Count: > 0 } all)
            await Calls.RunAsync(
                null,
                "RemoveTargets",
                () =>
                    events.RemoveTargetsAsync(
                        new()
                        {
                            EventBusName = bus,
                            Rule = rule.Name,
                            Ids = [.. all.Select(t => t.Id!)],
                        },
                        cancellation
                    ),
                cancellation
            );
        await Calls.RunAsync(
            null,
            "DeleteRule",
            () => events.DeleteRuleAsync(new() { EventBusName = bus, Name = rule.Name }, cancellation),
            cancellation
        );
        foreach (var target in targets.Targets ?? [])
        {
            if (target.Arn?.Split(':') is [_, _, "lambda", _, _, "function", var function, ..])
                await ForbidAsync(function, rule.Name!, cancellation);
        }
    }

    private async Task ForbidAsync(string function, string rule, CancellationToken cancellation)
    {
        try
        {
            await Calls.RunAsync(
                function,
                "RemovePermission",
                () =>
                    lambda.RemovePermissionAsync(
                        new()
                        {
                            FunctionName = function,
                            Qualifier = Aliases.Live,
                            StatementId = Statement(rule),
                        },
                        cancellation
                    ),
                cancellation
            );
        }
        catch (Aws.Lambda.ResourceNotFoundException)
        {
            // An earlier run has already removed it, or the function is gone.
        }
    }
}
