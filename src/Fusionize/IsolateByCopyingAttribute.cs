namespace Fusionize;

/// <summary>
/// Makes local calls copy mutable arguments and results, as remote calls always do. Can be set on a task, a class (all its tasks) or an assembly (all
/// its tasks). Use it for types that can't be made immutable.
/// </summary>
/// <remarks>
/// Each local call serializes and deserializes these values, which takes time. Values of immutable types (numbers, strings, dates, records of these)
/// aren't copied. Without a fused build (a unit test, <c>dotnet run</c>) nothing is copied.
/// </remarks>
[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Class | AttributeTargets.Method)]
public sealed class IsolateByCopyingAttribute : Attribute;
