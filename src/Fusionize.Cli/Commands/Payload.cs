using System.Text;
using System.Text.Json;
using Fusionize.Setups.Files;

namespace Fusionize.Cli.Commands;

/// <summary>A request's body as given on the command line: JSON, or @ and a file with JSON.</summary>
internal sealed record Payload(ReadOnlyMemory<byte> Json)
{
    public static Payload Empty { get; } = new("{}"u8.ToArray());

    public override string ToString() => Encoding.UTF8.GetString(Json.Span);

    public static Payload Parse(string text)
    {
        byte[] bytes;
        try
        {
            bytes = text.StartsWith('@') ? InputFile.ReadAllBytes(text[1..]) : Encoding.UTF8.GetBytes(text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"'{text[1..]}' can't be read: {e.Message}");
        }
        try
        {
            using var document = JsonDocument.Parse(bytes);
            return new(bytes);
        }
        catch (JsonException e)
        {
            throw new FormatException($"{(text.StartsWith('@') ? $"'{text[1..]}'" : "the payload")} isn't JSON: {e.Message}");
        }
    }
}
