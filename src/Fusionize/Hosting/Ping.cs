using System.Text.Json;
using Fusionize.CompilerServices;
using Fusionize.Json;

namespace Fusionize.Hosting;

/// <summary>A request by which a deployment tries a function: it runs no task and says which function this is.</summary>
internal static class Ping
{
    /// <summary>Its task: a name that no task can have.</summary>
    public const string Task = "fusionize-ping";

    public static bool Is(TaskRequest request) => request is { Form: RequestForm.Envelope, Task: Task };

    public static void Answer(ByteBuffer answer, Dispatcher dispatcher, FunctionEnvironment environment)
    {
        using var json = new Utf8JsonWriter(answer);
        json.WriteStartObject();
        json.WriteNumber("fusionize", 1);
        json.WriteString("app", dispatcher.App);
        json.WriteString("group", dispatcher.Group);
        json.WriteString("setup", environment.Setup);
        json.WriteEndObject();
    }
}
