using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Fusionize.Local.Protocol;

namespace Fusionize.Local.Lambda;

/// <summary>
/// Detects functions that invoke each other in a cycle. The trace header contains how often each function was invoked in a chain
/// (<c>Lineage=1:HASH:COUNT|HASH:COUNT</c>). A function that passes it on is stopped after 16 invocations.
/// </summary>
internal static partial class Recursion
{
    public const int Limit = 16;

    /// <summary>Returns the header with another invocation of the function, and the number of earlier ones.</summary>
    public static (string TraceId, int Before) Step(string traceId, string function)
    {
        var own = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(function)).AsSpan(0, 4));
        var lineage = Pattern().Match(traceId);
        var counts = lineage.Success
            ? lineage
                .Groups["counts"]
                .Value.Split('|')
                .Select(c => c.Split(':'))
                .DistinctBy(c => c[0])
                .ToDictionary(c => c[0], c => int.Parse(c[1], CultureInfo.InvariantCulture))
            : [];
        var before = counts.TryGetValue(own, out var times) ? times + 1 : 0;
        counts[own] = before;
        var rest = lineage.Success ? traceId.Remove(lineage.Index, lineage.Length) : traceId;
        return ($"{rest};Lineage=1:{string.Join('|', counts.Select(c => $"{c.Key}:{c.Value}"))}", before);
    }

    public static LambdaError Error(string function) =>
        new(400, "RecursiveInvocationException", $"Lambda has detected your function {function} being invoked in a recursive loop and stopped it.");

    [GeneratedRegex(";?Lineage=[0-9]+:(?<counts>[0-9a-f]{8}:[0-9]{1,5}(\\|[0-9a-f]{8}:[0-9]{1,5})*)", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
