using System.Text.Encodings.Web;
using System.Text.Json;

namespace Fusionize.Json;

/// <summary>How JSON is written and read here, the same for arguments and results.</summary>
internal static class JsonForm
{
    /// <summary>How deep a value may be nested: as deep as the writer goes unless it is told otherwise. The build gives it to the generated contexts
    /// too.</summary>
    private const int Depth = 1000;

    /// <summary>An envelope and its arguments are around a value.</summary>
    private const int EnvelopeDepth = Depth + 2;

    public static readonly JsonReaderOptions Reader = new() { MaxDepth = EnvelopeDepth };

    /// <summary>Text as it is: the default encoder makes six bytes of a letter such as 'ä' and of a quote, and what is too large for Lambda then is
    /// not too large in truth.</summary>
    public static readonly JsonWriterOptions Writer = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = EnvelopeDepth };
}
