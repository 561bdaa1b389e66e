using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Tests.Infrastructure;

/// <summary>
/// Compares generated files with <c>Type.Method#Hint.verified.cs</c> beside the test; what differs is left as <c>.received.cs</c>. The convention is
/// Verify's.
/// </summary>
internal static class Snapshot
{
    public static void Match(IEnumerable<GeneratedSourceResult> sources, [CallerFilePath] string file = "", [CallerMemberName] string method = "")
    {
        var prefix = Path.Combine(Path.GetDirectoryName(file)!, $"{Path.GetFileNameWithoutExtension(file)}.{method}#");
        var received = sources.ToDictionary(s => $"{prefix}{Hint(s.HintName)}", s => s.SourceText.ToString());
        var verified = Directory
            .GetFiles(Path.GetDirectoryName(prefix)!, Path.GetFileName(prefix) + "*.verified.cs")
            .ToDictionary(f => f[..^".verified.cs".Length], File.ReadAllText);

        var differing = received
            .Keys.Union(verified.Keys)
            .Where(name => received.GetValueOrDefault(name) != verified.GetValueOrDefault(name))
            .Order()
            .ToList();
        foreach (var name in received.Keys)
        {
            if (differing.Contains(name))
                File.WriteAllText(name + ".received.cs", received[name]);
            else
                File.Delete(name + ".received.cs");
        }
        Assert.True(differing.Count == 0, "Differs from its snapshot: " + string.Join(", ", differing.Select(Path.GetFileName)));
    }

    private static string Hint(string hintName) => hintName.Replace('/', '+')[..^".cs".Length];
}
