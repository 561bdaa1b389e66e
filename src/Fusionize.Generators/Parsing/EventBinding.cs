using Fusionize.Shared;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Parsing;

/// <summary>
/// What the parameter of a task with triggers takes of an event. The generator writes it to the manifest, and the analyzer reports parameters that
/// can't take the events.
/// </summary>
internal sealed class EventBinding
{
    private EventBinding(IMethodSymbol method)
    {
        Triggers = TriggerParser.TriggersOf(method);
        var parameters = method.Parameters.Where(static p => !TaskShape.IsCancellationToken(p.Type)).ToList();
        if (parameters.Count == 0)
        {
            _events = new(EquatableArray<ManifestTrigger>.Empty, EventParameter.Nothing, null, false, EventBatch.One);
            return;
        }
        Parameter = parameters[0];
        if (parameters.Count > 1)
        {
            (Parameter, Problem) = (parameters[1], "an event has one message, so there can be one parameter beside the CancellationToken");
            return;
        }
        var batch = BatchOf(Parameter.Type, out var element);
        Read(element ?? Parameter.Type, element is null ? TaskParser.RefusesNull(Parameter) : RefusesNull(element), batch);
    }

    private ManifestEvents? _events;

    public IReadOnlyList<TriggerParser.Trigger> Triggers { get; }

    /// <summary>The parameter that takes the message; null for none.</summary>
    public IParameterSymbol? Parameter { get; }

    /// <summary>Why the parameter can't take the events; null if it can.</summary>
    public string? Problem { get; private set; }

    /// <summary>The manifest's entry; null if a trigger or the parameter is an error.</summary>
    public ManifestEvents? Manifest =>
        _events is not { } events || Problem is not null || Triggers.Any(static t => t.Problem is not null)
            ? null
            : events with
            {
                Triggers = new(Triggers.Select(static t => t.Manifest)),
            };

    public static EventBinding? Of(IMethodSymbol method) => TriggerParser.HasTrigger(method) ? new EventBinding(method) : null;

    /// <summary>The type of a message's content, given the type of the parameter; null if it doesn't take the content.</summary>
    public static ITypeSymbol? ContentOf(ITypeSymbol parameter)
    {
        _ = BatchOf(parameter, out var element);
        var type = element ?? parameter;
        return ContentOf(type, MessageOf(type));
    }

    private static ITypeSymbol? ContentOf(ITypeSymbol type, EventParameter message) =>
        message == EventParameter.Content ? type
        : type is INamedTypeSymbol { Arity: 1 } generic ? generic.TypeArguments[0]
        : null;

    private void Read(ITypeSymbol type, bool refusesNull, EventBatch batch)
    {
        var message = MessageOf(type);
        var content = ContentOf(type, message);
        if (message != EventParameter.Content && content is not null)
            refusesNull = RefusesNull(content);
        _events = new(EquatableArray<ManifestTrigger>.Empty, message, content?.ToPlainName(), refusesNull, batch);
        foreach (var trigger in Triggers)
            Problem ??= ProblemOf(trigger.Manifest.Kind, message, batch);
    }

    private static string? ProblemOf(string kind, EventParameter message, EventBatch batch)
    {
        var own = kind switch
        {
            TriggerKind.Sqs => EventParameter.SqsMessage,
            TriggerKind.Sns => EventParameter.SnsMessage,
            TriggerKind.S3 => EventParameter.S3ObjectEvent,
            TriggerKind.EventBridge => EventParameter.EventBridgeEvent,
            TriggerKind.DynamoDbStream => EventParameter.DynamoDbRecord,
            TriggerKind.Kinesis => EventParameter.KinesisRecord,
            _ => EventParameter.ScheduledEvent,
        };
        var hasContent = kind is not (TriggerKind.S3 or TriggerKind.DynamoDbStream or TriggerKind.Schedule);
        if (message != own && !(message == EventParameter.Content && hasContent))
        {
            return hasContent
                ? $"a message of '{kind}' is a {own}, or its content"
                : $"an event of '{kind}' is {(own == EventParameter.S3ObjectEvent ? "an" : "a")} {own}";
        }
        return batch != EventBatch.One && kind is TriggerKind.EventBridge or TriggerKind.Schedule
            ? $"an event of '{kind}' comes alone, so there is no list of them"
            : null;
    }

    private static EventParameter MessageOf(ITypeSymbol type) =>
        RouteParser.IsOfFusionize(type)
            ? type.Name switch
            {
                "SqsMessage" => EventParameter.SqsMessage,
                "SnsMessage" => EventParameter.SnsMessage,
                "S3ObjectEvent" => EventParameter.S3ObjectEvent,
                "EventBridgeEvent" => EventParameter.EventBridgeEvent,
                "DynamoDbRecord" => EventParameter.DynamoDbRecord,
                "KinesisRecord" => EventParameter.KinesisRecord,
                "ScheduledEvent" => EventParameter.ScheduledEvent,
                _ => EventParameter.Content,
            }
            : EventParameter.Content;

    /// <summary>How a list takes a batch, and its elements' type. Bytes are a message's content.</summary>
    private static EventBatch BatchOf(ITypeSymbol type, out ITypeSymbol? element)
    {
        element =
            type is INamedTypeSymbol { Name: "ImmutableArray", Arity: 1, ContainingNamespace.Name: "Immutable" } immutable
                ? immutable.TypeArguments[0]
                : SimpleType.ElementOf(type);
        if (element is null || type is IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte })
        {
            element = null;
            return EventBatch.One;
        }
        return type.Name switch
        {
            "ImmutableArray" => EventBatch.ImmutableArray,
            "List" => EventBatch.List,
            _ => EventBatch.Array,
        };
    }

    private static bool RefusesNull(ITypeSymbol type) => type is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.NotAnnotated };
}
