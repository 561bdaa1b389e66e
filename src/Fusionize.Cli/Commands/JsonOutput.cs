using System.CommandLine;
using System.Text.Json;
using Fusionize.Cli.Terminal;
using Fusionize.Setups.Files;

namespace Fusionize.Cli.Commands;

/// <summary><c>--json</c> prints the result as in other commands; with a file, the JSON goes to the file and the usual output is printed.</summary>
internal sealed class JsonOutput
{
    public Option<FileInfo?> Option { get; } =
        new("--json")
        {
            HelpName = "FILE",
            Description = "Print the result as JSON, or write the JSON to this file and print the usual output.",
            Arity = ArgumentArity.ZeroOrOne,
        };

    public void Write(Screen screen, ParseResult parsed, object result, Action print)
    {
        var file = parsed.GetValue(Option);
        if (file is null && parsed.GetResult(Option) is not null)
            screen.WriteJson(result);
        else
            print();
        if (file is not null)
            WholeFile.WriteIfChanged(file.FullName, JsonSerializer.Serialize(result, Screen.Json) + "\n");
    }
}
