using System.Text.Encodings.Web;
using System.Text.Json;

namespace Fusionize.Json;

/// <summary>The options for reading and writing JSON, the same for arguments and results.</summary>
internal static class JsonForm
{
    /// <summary>The maximum nesting depth of a value: the writer's default. The build uses it for the generated contexts, too.</summary>
    private const int Depth = 1000;

    /// <summary>The envelope and its <c>args</c> object add two levels around a value.</summary>
    private const int EnvelopeDepth = Depth + 2;

    public static readonly JsonReaderOptions Reader = new() { MaxDepth = EnvelopeDepth };

    /// <summary>For a value by itself.</summary>
    public static readonly JsonReaderOptions ValueReader = new() { MaxDepth = Depth };

    /// <summary>For values in an object of arguments.</summary>
    public static readonly JsonReaderOptions ArgumentsReader = new() { MaxDepth = Depth + 1 };

    /// <summary>
    /// Doesn't escape more than necessary. The default encoder writes six bytes for a letter such as 'ä' and for a quote, so payloads could exceed
    /// Lambda's limit just because of it.
    /// </summary>
    public static readonly JsonWriterOptions Writer = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = EnvelopeDepth };

    /// <summary>
    /// For requests. The members of the object of arguments are written without the object around them, so that each value begins at depth 0 and may
    /// be as deep as a result. The writer would refuse that if it checked.
    /// </summary>
    public static readonly JsonWriterOptions RequestWriter = Writer with { SkipValidation = true };
}
