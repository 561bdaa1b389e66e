using System.CommandLine.Parsing;
using System.Globalization;
using Fusionize.Cli.Errors;
using Fusionize.Setups;

namespace Fusionize.Cli.Commands;

/// <summary>Turns parsers of the libraries into parsers of options, with usage errors for invalid texts.</summary>
internal static class Parse
{
    public static Func<ArgumentResult, T?> With<T>(Func<string, T> parser) => WithAll(texts => parser(texts.Single()));

    /// <summary>A whole number within these limits.</summary>
    public static Func<ArgumentResult, int> Whole(int least = int.MinValue, int most = int.MaxValue) =>
        With(text =>
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
                ? number
                : throw new FormatException(
                    (least, most) switch
                    {
                        (int.MinValue, int.MaxValue) => $"'{text}' is not a whole number of 32 bits.",
                        (_, int.MaxValue) => $"at least {least}, not '{text}'.",
                        _ => $"between {least} and {most}, not '{text}'.",
                    }
                )
        );

    /// <summary>The same for an option that may be repeated.</summary>
    public static Func<ArgumentResult, T?> WithAll<T>(Func<IEnumerable<string>, T> parser) =>
        result =>
        {
            try
            {
                return parser(result.Tokens.Select(t => t.Value));
            }
            catch (Exception e) when (e is FormatException || e is FusionizeException { Code: var code } && ExitCode.Of(code) == ExitCode.Usage)
            {
                result.AddError($"{(result.Parent as OptionResult)?.Option.Name ?? result.Argument.Name}: {e.Message}");
                return default;
            }
        };
}
