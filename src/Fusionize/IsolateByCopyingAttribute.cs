namespace Fusionize;

/// <summary>
/// Makes local calls copy the arguments and results that could be changed, as remote calls do by their nature: on a task, on all tasks of a class, or
/// on all of an assembly. For types that can't be made immutable.
/// </summary>
/// <remarks>
/// Costs each local call what serializing and deserializing these values costs; values of types that can't change (numbers, strings, dates, records
/// of such) aren't copied. Without a fused build (a unit test, <c>dotnet run</c>) nothing is copied.
/// </remarks>
[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Class | AttributeTargets.Method)]
public sealed class IsolateByCopyingAttribute : Attribute;
