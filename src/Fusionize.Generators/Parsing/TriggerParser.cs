using Fusionize.Shared;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Parsing;

/// <summary>Method → its triggers.</summary>
internal static class TriggerParser
{
    /// <summary>A trigger attribute and its values.</summary>
    /// <param name="Attribute">The attribute.</param>
    /// <param name="Manifest">The trigger.</param>
    /// <param name="Problem">Why it can't be deployed; null if it can.</param>
    internal sealed record Trigger(AttributeData Attribute, ManifestTrigger Manifest, string? Problem);

    public static bool HasTrigger(IMethodSymbol method) => method.GetAttributes().Any(static a => KindOf(a) is not null);

    public static IReadOnlyList<Trigger> TriggersOf(IMethodSymbol method)
    {
        List<Trigger>? triggers = null;
        foreach (var attribute in method.GetAttributes())
            if (KindOf(attribute) is { } kind)
                (triggers ??= []).Add(new TriggerReader(attribute).Read(kind));
        return triggers ?? (IReadOnlyList<Trigger>)[];
    }

    private static string? KindOf(AttributeData attribute) =>
        attribute.AttributeClass is { } type && RouteParser.IsOfFusionize(type)
            ? type.Name switch
            {
                "SqsTriggerAttribute" => TriggerKind.Sqs,
                "SnsTriggerAttribute" => TriggerKind.Sns,
                "S3TriggerAttribute" => TriggerKind.S3,
                "EventBridgeTriggerAttribute" => TriggerKind.EventBridge,
                "DynamoDbStreamTriggerAttribute" => TriggerKind.DynamoDbStream,
                "KinesisTriggerAttribute" => TriggerKind.Kinesis,
                "ScheduleAttribute" => TriggerKind.Schedule,
                _ => null,
            }
            : null;
}
