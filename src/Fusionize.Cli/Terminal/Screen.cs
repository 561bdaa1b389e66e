using System.Text.Json;
using Spectre.Console;

namespace Fusionize.Cli.Terminal;

/// <summary>
/// The tool's output: results go to the output stream, progress and errors to the error stream, so that results can be piped. Colours and moving
/// parts are only used in a terminal. No foreign text controls the terminal (<see cref="ForeignText"/>).
/// </summary>
internal sealed class Screen
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public Screen(TextWriter output, TextWriter error, bool outputIsTerminal, bool errorIsTerminal)
    {
        (OutputWriter, ErrorWriter) = (new ForeignText.Writer(output), new ForeignText.Writer(error));
        Out = Console(output, outputIsTerminal);
        Err = Console(error, errorIsTerminal);
        IsInteractive = errorIsTerminal;
    }

    public TextWriter OutputWriter { get; }
    public TextWriter ErrorWriter { get; }
    public IAnsiConsole Out { get; }
    public IAnsiConsole Err { get; }

    /// <summary>Whether progress may move.</summary>
    public bool IsInteractive { get; }

    public static Screen ForProcess() =>
        new(System.Console.Out, System.Console.Error, !System.Console.IsOutputRedirected, !System.Console.IsErrorRedirected);

    public void WriteJson<T>(T value) => OutputWriter.WriteLine(JsonSerializer.Serialize(value, Json));

    public void Error(string code, string message, string? remedy = null) =>
        ErrorLine($"error {code}: {message.TrimEnd('.')}{(remedy is null ? "" : $"; {remedy}")}");

    public void Warning(string code, string message) => Err.MarkupLineInterpolated($"[yellow]warning {code}: {message}[/]");

    public void ErrorLine(string text) => Err.MarkupLineInterpolated($"[red]{text}[/]");

    private static IAnsiConsole Console(TextWriter writer, bool isTerminal)
    {
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Out = new AnsiConsoleOutput(writer),
                Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
                ColorSystem = isTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
                Interactive = isTerminal ? InteractionSupport.Detect : InteractionSupport.No,
            }
        );
        console.Pipeline.Attach(new ForeignText.Hook());
        // A file or a pipe has no width, so its lines must not be wrapped.
        if (!isTerminal)
            console.Profile.Width = 10_000;
        return console;
    }
}
