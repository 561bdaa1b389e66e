using System.Text.Json;

namespace Fusionize.Json;

/// <summary>What is wrong with a value that can't be read, without the names of the application's types.</summary>
internal static class JsonProblem
{
    /// <summary>Null if the error's own message says it: that of a converter of the application.</summary>
    public static string? Of(Exception e)
    {
        const string Missing = "including: ";
        var what = e.Message;
        var names = what.IndexOf(Missing, StringComparison.Ordinal);
        if (names > 0)
            return "missing " + what[(names + Missing.Length)..];
        if (what.Contains("null values"))
            return "it must not be null";
        if (what.Contains(" mapped "))
            return "there is no such member";
        // A message without the path comes from a converter of the application.
        return what.Contains(" Path: ") ? "a value of another kind is expected" : null;
    }

    /// <summary>Whether the text isn't JSON at all.</summary>
    public static bool IsSyntax(Exception e) => e.InnerException is JsonException;
}
