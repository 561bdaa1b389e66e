using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fusionize.Rounds;

/// <summary>Reads figures of a report. Numbers that no measurement gives are errors, since nothing could be computed with them.</summary>
internal sealed class FigureConverter : JsonConverter<double>
{
    private const double Max = 1e12;

    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var figure) && Math.Abs(figure) <= Max
            ? figure
            : throw new JsonException("It is no figure of a measurement.");

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}
