using System.Globalization;
using System.Text.Json;

namespace Fusionize.Benchmarks.Infrastructure;

/// <summary>Prints figures as they come and keeps them for the JSON file.</summary>
internal sealed class Report(string suite, bool isQuick = false)
{
    private readonly List<Figure> _figures = [];

    /// <summary>Whether a part is enough, to see that the suite works.</summary>
    public bool IsQuick => isQuick;

    public void Heading(string text) => Console.WriteLine($"\n{text}");

    public void Add(string name, double value, string unit, Target? goal = null)
    {
        var figure = new Figure(name, value, unit, goal);
        _figures.Add(figure);
        var verdict = figure.IsMet switch
        {
            true => "met",
            false => "MISSED",
            null => "",
        };
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"  {name,-64} {Format(value),12} {unit,-9} {goal?.ToString() ?? "",-10} {verdict}")
        );
    }

    public void Write(string path)
    {
        using var stream = File.Create(path);
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("suite", suite);
        json.WriteStartArray("results");
        foreach (var figure in _figures)
        {
            json.WriteStartObject();
            json.WriteString("name", figure.Name);
            json.WriteNumber("value", Math.Round(figure.Value, 4));
            json.WriteString("unit", figure.Unit);
            json.WriteString("goal", figure.Target?.ToString());
            if (figure.IsMet is { } met)
                json.WriteBoolean("met", met);
            else
                json.WriteNull("met");
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Format(double value) => value.ToString(Math.Abs(value) >= 1000 ? "N0" : "0.###", CultureInfo.InvariantCulture);
}
