using System.Collections.Immutable;
using System.Text;
using Fusionize.Local.Protocol;

namespace Fusionize.Local.Functions;

/// <summary>What Lambda accepts in a function's configuration.</summary>
internal static class FunctionRules
{
    public const int MaxZip = 50 * 1024 * 1024;

    public static byte[] Code(byte[]? zip, string? bucket, string? image)
    {
        if (bucket is not null)
            throw LambdaError.InvalidParameter("The local platform takes code as ZipFile only, not from S3.");
        if (image is not null)
            throw LambdaError.InvalidParameter("The local platform runs zip packages only, no images.");
        if (zip is null || zip.Length == 0)
            throw LambdaError.InvalidParameter("Please provide a source for function code.");
        return zip.Length <= MaxZip ? zip : throw LambdaError.TooLarge("CreateFunction", MaxZip);
    }

    public static string Runtime(string? runtime)
    {
        if (string.IsNullOrEmpty(runtime))
            throw LambdaError.InvalidParameter("Runtime and Handler are mandatory parameters for functions created with deployment packages.");
        return FunctionCommand.IsSupported(runtime)
            ? runtime
            : throw LambdaError.InvalidParameter($"Value {runtime} at 'runtime' failed to satisfy constraint: the local platform runs dotnet10 and provided.al2023");
    }

    public static int Memory(int memory) => memory is >= 128 and <= 10240 ? memory : throw Range(memory, "memorySize", memory < 128 ? "greater than or equal to 128" : "less than or equal to 10240");

    public static int Timeout(int seconds) => seconds is >= 1 and <= 900 ? seconds : throw Range(seconds, "timeout", seconds < 1 ? "greater than or equal to 1" : "less than or equal to 900");

    public static string Architecture(string[]? architectures) => architectures switch
    {
        null or [] => "x86_64",
        ["x86_64" or "arm64"] => architectures[0],
        _ => throw LambdaError.Validation($"Value '[{string.Join(", ", architectures)}]' at 'architectures' failed to satisfy constraint: [x86_64] or [arm64]"),
    };

    public static ImmutableSortedDictionary<string, string> Environment(Dictionary<string, string>? variables)
    {
        if (variables is null)
            return ImmutableSortedDictionary<string, string>.Empty;
        var reserved = variables.Keys.Intersect(FunctionEnvironment.Reserved, StringComparer.Ordinal).ToArray();
        if (reserved.Length > 0)
            throw LambdaError.InvalidParameter(
                "Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported "
                + $"for modification. Reserved keys used in this request: {string.Join(", ", reserved)}");
        if (variables.Sum(v => Encoding.UTF8.GetByteCount(v.Key) + Encoding.UTF8.GetByteCount(v.Value)) > 4096)
            throw LambdaError.InvalidParameter("Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit.");
        return variables.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    private static LambdaError Range(int value, string field, string rule) =>
        LambdaError.Validation($"1 validation error detected: Value '{value}' at '{field}' failed to satisfy constraint: Member must have value {rule}");
}
