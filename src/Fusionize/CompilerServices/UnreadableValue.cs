using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Fusionize.Json;

namespace Fusionize.CompilerServices;

/// <summary>The exceptions for arguments and results that can't be read, the same for a remote call and a copy.</summary>
internal static class UnreadableValue
{
    /// <summary>Whether System.Text.Json throws the exception for JSON that it can't read.</summary>
    public static bool Is(Exception error) => error is JsonException or NotSupportedException;

    public static InvalidRequestException Argument(string name, string task, Exception error, ReadOnlySpan<byte> json, JsonTypeInfo type) =>
        new($"Argument '{name}' of task '{task}' can't be read at {JsonProblem.Of(error, json, type)}", error);

    public static InvalidRequestException NullArgument(string name, string task, string path) =>
        new($"Argument '{name}' of task '{task}' can't be read at {JsonPath.Root}{path}: it must not be null");

    public static RemoteCallException Result(string task, Exception error, ReadOnlySpan<byte> json, JsonTypeInfo type) =>
        new($"The answer of task '{task}' can't be read at {JsonProblem.Of(error, json, type)}", error);

    public static RemoteCallException NullResult(string task, string path) =>
        new($"The answer of task '{task}' can't be read at {JsonPath.Root}{path}: it must not be null");
}
