using System.Buffers;
using System.Text.Json;

namespace Fusionize.Local.Execution;

/// <summary>The payloads that Lambda itself returns if a function doesn't respond.</summary>
internal static class FunctionErrors
{
    public const string Unhandled = "Unhandled";

    /// <summary>The exit code of a process that was ended by SIGKILL.</summary>
    public const int KilledExitCode = 137;

    public const string ExitErrorType = "Runtime.ExitError";
    public const string OutOfMemoryType = "Runtime.OutOfMemory";
    public const string InvalidEntrypointType = "Runtime.InvalidEntrypoint";

    public static InvocationResult TimedOut(string requestId, int seconds) =>
        Of("Sandbox.Timedout", $"RequestId: {requestId} Error: Task timed out after {seconds}.00 seconds");

    public static InvocationResult Exited(string requestId, string how) => Of(ExitErrorType, $"RequestId: {requestId} Error: {how}");

    public static InvocationResult OutOfMemory(string requestId) =>
        Of(OutOfMemoryType, $"RequestId: {requestId} Error: Runtime exited with error: signal: killed");

    public static InvocationResult InvalidEntrypoint(string requestId, string message) =>
        Of(InvalidEntrypointType, $"RequestId: {requestId} Error: {message}");

    public static InvocationResult ResponseTooLarge(int limit) =>
        Of("Function.ResponseSizeTooLarge", $"Response payload size exceeded maximum allowed payload size ({limit} bytes).");

    /// <summary>An exit code in Lambda's terms. For a process that a signal has ended, shells and .NET return 128 + signal.</summary>
    public static string DescribeExit(int code) =>
        code switch
        {
            0 => "Runtime exited without providing a reason",
            130 => "Runtime exited with error: signal: interrupt",
            132 => "Runtime exited with error: signal: illegal instruction",
            134 => "Runtime exited with error: signal: aborted",
            135 => "Runtime exited with error: signal: bus error",
            136 => "Runtime exited with error: signal: floating point exception",
            137 => "Runtime exited with error: signal: killed",
            139 => "Runtime exited with error: signal: segmentation fault",
            143 => "Runtime exited with error: signal: terminated",
            _ => $"Runtime exited with error: exit status {code}",
        };

    public static InvocationResult Of(string type, string message)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("errorType", type);
            json.WriteString("errorMessage", message);
            json.WriteEndObject();
        }
        return new(buffer.WrittenMemory, Unhandled);
    }
}
