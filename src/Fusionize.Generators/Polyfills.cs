namespace System.Runtime.CompilerServices;

// What records need and netstandard2.0 lacks.
internal static class IsExternalInit;
