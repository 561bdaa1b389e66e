using System.Security.Cryptography;
using System.Text;

namespace Fusionize.Local.Sqs;

/// <summary>The text of a message: the characters that SQS takes, and its hash.</summary>
internal static class MessageText
{
    public static void Check(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is 0x9 or 0xA or 0xD or (>= 0x20 and <= 0xFFFD) or >= 0x10000)
                continue;
            throw new SqsError(
                "InvalidMessageContents",
                "Invalid binary character was found in the message body, the set of allowed characters is "
                    + "#x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF"
            );
        }
    }

    /// <summary>The deduplication id of a message whose sender gives none.</summary>
    public static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    public static string Md5(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));
}
