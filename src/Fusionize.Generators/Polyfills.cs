#pragma warning disable IDE0130 // types that the compiler finds by name and netstandard2.0 doesn't contain

namespace System.Runtime.CompilerServices
{
    // For records.
    internal static class IsExternalInit;

    // For interpolated string handlers.
    [AttributeUsage(AttributeTargets.Struct)]
    internal sealed class InterpolatedStringHandlerAttribute : Attribute;

    [AttributeUsage(AttributeTargets.Parameter)]
    internal sealed class InterpolatedStringHandlerArgumentAttribute(string argument) : Attribute
    {
        public string[] Arguments { get; } = [argument];
    }
}

namespace System
{
    // For list patterns.
    internal readonly struct Index(int value, bool fromEnd = false)
    {
        public int GetOffset(int length) => fromEnd ? length - value : value;
    }
}
