using System.CommandLine;
using Fusionize.Packaging;

namespace Fusionize.Cli.Commands;

/// <summary>A build's output, as commands take it: the folder, or the manifest in it.</summary>
internal sealed class BuildArgument : Argument<string>
{
    public BuildArgument()
        : base("build")
    {
        Description = $"A build's output: the folder with {FusionManifest.FileName} and the zips, such as bin/Release/fusion.";
        CustomParser = Parse.With(text =>
            text.EndsWith(FusionManifest.FileName, StringComparison.Ordinal) ? Path.GetDirectoryName(Path.GetFullPath(text))! : text
        );
    }

    /// <summary>Every command fails in the same way if the build is missing, before it connects to anything.</summary>
    public static void Check(ParseResult parsed)
    {
        foreach (var build in parsed.CommandResult.Command.Arguments.OfType<BuildArgument>())
            FusionManifest.Require(parsed.GetRequiredValue(build));
    }
}
