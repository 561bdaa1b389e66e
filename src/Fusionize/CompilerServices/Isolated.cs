using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Fusionize.Invocations;

namespace Fusionize.CompilerServices;

/// <summary>
/// Copies the values that a local call would otherwise share with its caller, for tasks with <see cref="IsolateByCopyingAttribute"/>. Used by
/// generated code only.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never), DebuggerStepThrough]
public static class Isolated
{
    /// <summary>Registers how values of a type are copied. Called once for each type, in INIT. Values of other types aren't copied.</summary>
    public static void Use<T>(JsonTypeInfo<T> type) => Copier<T>.Type = type;

    /// <summary>Also registers how nulls are found that System.Text.Json doesn't refuse.</summary>
    /// <param name="type">The type.</param>
    /// <param name="nullIn">Finds a null in a value whose type arguments all refuse null; null if there can be none.</param>
    /// <param name="nullInside">Finds a null in a value whose type arguments allow null; null if there can be none.</param>
    public static void Use<T>(JsonTypeInfo<T> type, Func<T, string?>? nullIn, Func<T, string?>? nullInside)
    {
        Use(type);
        Copier<T>.NullIn = nullIn;
        Copier<T>.NullInside = nullInside;
    }

    /// <summary>
    /// Returns a copy of an argument that is equal to the value that another function would receive. If the value can't be carried, throws the
    /// exception that the remote call of <paramref name="task"/> would throw.
    /// </summary>
    /// <param name="task">The called task.</param>
    /// <param name="parameter">The name of its parameter.</param>
    /// <param name="value">The argument.</param>
    /// <param name="allowsNulls">Whether a type argument of the parameter's type, an element type for example, allows null.</param>
    public static T Copy<T>(string task, string parameter, T value, bool allowsNulls)
    {
        if (value is null || Copier<T>.Type is null)
            return value;
        try
        {
            var (type, json) = (Copier<T>.Type, Copier<T>.Write(value));
            try
            {
                var copy = JsonSerializer.Deserialize(json, type)!;
                return Copier<T>.PathOfNull(copy, allowsNulls) is { } path ? throw UnreadableValue.NullArgument(parameter, task, path) : copy;
            }
            catch (Exception e) when (UnreadableValue.Is(e))
            {
                throw UnreadableValue.Argument(parameter, task, e, json, type);
            }
        }
        catch (Exception e)
        {
            throw Failure.AtCaller(e, task, CancellationToken.None);
        }
    }

    /// <summary>Returns the callee's task with a copy of its result.</summary>
    /// <param name="task">The called task.</param>
    /// <param name="callee">Its result.</param>
    /// <param name="allowsNulls">Whether a type argument of the result's type, an element type for example, allows null.</param>
    public static Task<T> Copy<T>(string task, Task<T> callee, bool allowsNulls) =>
        Copier<T>.Type is null ? callee : CopyLater(task, callee, allowsNulls);

    /// <inheritdoc cref="Copy{T}(string, Task{T}, bool)"/>
    public static ValueTask<T> Copy<T>(string task, ValueTask<T> callee, bool allowsNulls) =>
        Copier<T>.Type is null ? callee : CopyLater(task, callee, allowsNulls);

    private static async Task<T> CopyLater<T>(string task, Task<T> callee, bool allowsNulls) =>
        CopyResult(task, await callee.ConfigureAwait(false), allowsNulls);

    private static async ValueTask<T> CopyLater<T>(string task, ValueTask<T> callee, bool allowsNulls) =>
        CopyResult(task, await callee.ConfigureAwait(false), allowsNulls);

    private static T CopyResult<T>(string task, T value, bool allowsNulls)
    {
        if (value is null)
            return value;
        try
        {
            var (type, json) = (Copier<T>.Type!, Copier<T>.Write(value));
            try
            {
                var copy = JsonSerializer.Deserialize(json, type)!;
                return Copier<T>.PathOfNull(copy, allowsNulls) is { } path ? throw UnreadableValue.NullResult(task, path) : copy;
            }
            catch (Exception e) when (UnreadableValue.Is(e))
            {
                throw UnreadableValue.Result(task, e, json, type);
            }
        }
        catch (Exception e)
        {
            throw Failure.AtCaller(e, task, CancellationToken.None);
        }
    }

    private static class Copier<T>
    {
        public static JsonTypeInfo<T>? Type;

        public static Func<T, string?>? NullIn;

        public static Func<T, string?>? NullInside;

        public static byte[] Write(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Type!);

        public static string? PathOfNull(T value, bool allowsNulls) => (allowsNulls ? NullInside : NullIn)?.Invoke(value);
    }
}
