using System.Collections.Immutable;
using System.CommandLine;

namespace Fusionize.Cli.Commands;

/// <summary>Environment variables for functions: <c>--env NAME=VALUE</c>, may be repeated.</summary>
internal static class Variables
{
    public static Option<ImmutableSortedDictionary<string, string>> Option() =>
        new("--env")
        {
            Description = "An environment variable for every function, as NAME=VALUE. Several: repeat it.",
            DefaultValueFactory = _ => ImmutableSortedDictionary<string, string>.Empty,
            AllowMultipleArgumentsPerToken = false,
            Arity = ArgumentArity.OneOrMore,
            CustomParser = result =>
            {
                var variables = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
                foreach (var token in result.Tokens)
                {
                    if (token.Value.IndexOf('=') is var at and > 0)
                        variables[token.Value[..at]] = token.Value[(at + 1)..];
                    else
                        result.AddError($"--env: '{token.Value}' is not NAME=VALUE.");
                }
                return variables.ToImmutable();
            },
        };
}
