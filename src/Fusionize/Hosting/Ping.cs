using System.Text.Json;
using Fusionize.CompilerServices;
using Fusionize.Json;

namespace Fusionize.Hosting;

/// <summary>A request that a deployment sends to check a function. It runs no task and returns the names of app, group and setup.</summary>
internal static class Ping
{
    /// <summary>The task name in such a request. No task can have this name.</summary>
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
