using System.Text;
using Fusionize.Local.Execution;
using Fusionize.Local.Functions;
using Fusionize.Local.Lambda;
using Fusionize.Local.Sqs;

namespace Fusionize.Local.EventBridge;

/// <summary>Delivers events to the targets of rules: an asynchronous invocation, or a message.</summary>
internal sealed class TargetDelivery(FunctionCatalog functions, QueueCatalog queues, EventQueue events, Action<string>? log)
{
    /// <summary>Throws if a target isn't one that the platform can deliver to.</summary>
    public void Check(RuleTarget target)
    {
        if (EventConfiguration.IsQueue(target.Arn))
        {
            var queue = queues.FindByArn(target.Arn)
                ?? throw EventsError.Validation($"Provided Arn {target.Arn} is not a queue of this platform.");
            if (queue.Attributes.IsFifo == target.Group is null)
                throw EventsError.Validation(
                    "Parameter(s) SqsParameters must be specified for target with a FIFO queue, and only there: " + target.Id + "."
                );
            return;
        }
        if (!target.Arn.StartsWith("arn:", StringComparison.Ordinal) || target.Arn.Split(':') is not [_, _, "lambda", ..])
            throw EventsError.Validation($"The local platform delivers to functions and queues only: it has no target {target.Arn}.");
        functions.Resolve(FunctionName.Parse(target.Arn, null));
    }

    public void Deliver(Rule rule, RuleTarget target, byte[] content)
    {
        var payload = target.Input is { } input ? Encoding.UTF8.GetBytes(input) : content;
        try
        {
            if (EventConfiguration.IsQueue(target.Arn))
                queues.FindByArn(target.Arn)?.Send(MessageOf(target, payload));
            else
                Invoke(FunctionName.Parse(target.Arn, null), target.Arn, payload);
        }
        catch (SqsError e)
        {
            log?.Invoke($"rule {rule.Name}: an event for {target.Arn} was given up: {e.Message}");
        }
    }

    private static OutgoingMessage MessageOf(RuleTarget target, byte[] payload) =>
        new(Encoding.UTF8.GetString(payload), Group: target.Group, Deduplication: target.Group is null ? null : Guid.NewGuid().ToString());

    private void Invoke(FunctionName name, string arn, byte[] payload)
    {
        var (trace, _) = Recursion.Step(TraceHeader.New(sample: false), name.Name);
        events.Add(
            new Invocation(Guid.NewGuid().ToString(), payload, arn, trace),
            new EventTarget(functions, queues, events, name),
            TimeSpan.Zero
        );
    }
}
