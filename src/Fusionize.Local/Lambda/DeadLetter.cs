using System.Text;
using Fusionize.Local.Execution;
using Fusionize.Local.Sqs;

namespace Fusionize.Local.Lambda;

/// <summary>The message by which Lambda tells a dead-letter queue about an event that was given up.</summary>
internal static class DeadLetter
{
    /// <summary>Lambda cuts the error's text after so many bytes.</summary>
    private const int MaxErrorBytes = 1024;

    /// <param name="invocation">The event.</param>
    /// <param name="error">The function's last answer, or the reason why there was none.</param>
    public static OutgoingMessage Of(Invocation invocation, string error)
    {
        var body = Encoding.UTF8.GetString(invocation.Payload);
        MessageText.Check(body);
        var attributes = new SortedDictionary<string, MessageAttribute>(StringComparer.Ordinal)
        {
            ["RequestID"] = new("String", invocation.RequestId, null),
            ["ErrorCode"] = new("Number", "200", null),
        };
        if (Cut(error) is { Length: > 0 } text)
            attributes["ErrorMessage"] = new("String", text, null);
        return new(body, attributes);
    }

    private static string Cut(string text)
    {
        var (bytes, end) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            if ((bytes += rune.Utf8SequenceLength) > MaxErrorBytes)
                break;
            end += rune.Utf16SequenceLength;
        }
        return text[..end];
    }
}
