using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Fusionize.Cli.Terminal;

namespace Fusionize.Cli.Errors;

/// <summary>The error of a command line, on one line: the argument or option, the possible values, and how to get help.</summary>
internal static partial class UsageErrors
{
    /// <summary>Parses a command line. Null: it was wrong, and the error was written.</summary>
    public static ParseResult? Parse(Command root, string[] args, Screen screen)
    {
        // '@' is used by --data, not for response files.
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        List<string> errors = [.. parsed.Errors.Count == 0 ? [] : Texts(parsed), .. EmptyValues(parsed.CommandResult)];
        if (errors.Count == 0)
            return parsed;
        screen.Error(
            CliErrors.Usage,
            string.Join("; ", errors.Select(e => e.TrimEnd('.')).Distinct()),
            $"'{string.Join(' ', Path(parsed.CommandResult))} --help' shows what is possible"
        );
        return null;
    }

    private static IEnumerable<string> Texts(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (command.Subcommands.Count == 0)
            return parsed.Errors.Select(Text);
        var there = string.Join(", ", command.Subcommands.Select(c => c.Name));
        return
        [
            parsed.UnmatchedTokens is [var unknown, ..]
                ? $"Unrecognized command or argument '{unknown}'; there are {there}"
                : $"Required command was not provided: {there}",
        ];
    }

    private static string Text(ParseError error)
    {
        if (error.SymbolResult is ArgumentResult { Tokens.Count: 0, Parent: CommandResult, Argument: var missing })
            return $"Required argument missing: <{missing.Name}>";
        var text = Tidy(error.Message);
        return error.SymbolResult is OptionResult { Option.Name: var option } && !text.Contains(option, StringComparison.Ordinal)
            ? $"{option}: {text}"
            : text;
    }

    /// <summary>A script's variable that is empty would else be taken for a folder, a role or a name.</summary>
    private static IEnumerable<string> EmptyValues(CommandResult command) =>
        from symbol in command.Children
        from token in symbol.Tokens
        where token.Value.Length == 0
        select symbol is ArgumentResult { Argument.Name: var argument }
            ? $"<{argument}> is empty"
            : $"{((OptionResult)symbol).Option.Name}: the value is empty";

    private static string Tidy(string message) =>
        TypeName().Replace(string.Join(' ', message.Split((char[])['\n', '\r', '\t', ' '], StringSplitOptions.RemoveEmptyEntries)), "");

    private static IEnumerable<string> Path(CommandResult command) =>
        command.Parent is CommandResult parent ? Path(parent).Append(command.Command.Name) : [command.Command.Name];

    [GeneratedRegex(" as expected type '[^']*'")]
    private static partial Regex TypeName();
}
