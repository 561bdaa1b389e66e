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

    /// <summary>
    /// Returns a copy that is equal to the value that another function would receive. If the value can't be serialized, throws the exception that the
    /// remote call of <paramref name="task"/> would throw.
    /// </summary>
    public static T Copy<T>(string task, T value)
    {
        if (value is null || Copier<T>.Type is not { } type)
            return value;
        try
        {
            return JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(value, type), type)!;
        }
        catch (Exception e)
        {
            throw Failure.AtCaller(e, task, CancellationToken.None);
        }
    }

    /// <summary>Returns the callee's task with a copy of its result.</summary>
    public static Task<T> Copy<T>(string task, Task<T> callee) => Copier<T>.Type is null ? callee : CopyLater(task, callee);

    /// <inheritdoc cref="Copy{T}(string, Task{T})"/>
    public static ValueTask<T> Copy<T>(string task, ValueTask<T> callee) => Copier<T>.Type is null ? callee : CopyLater(task, callee);

    private static async Task<T> CopyLater<T>(string task, Task<T> callee) => Copy(task, await callee.ConfigureAwait(false));

    private static async ValueTask<T> CopyLater<T>(string task, ValueTask<T> callee) => Copy(task, await callee.ConfigureAwait(false));

    private static class Copier<T>
    {
        public static JsonTypeInfo<T>? Type;
    }
}
