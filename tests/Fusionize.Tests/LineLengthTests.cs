using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests;

/// <summary>The line length of .editorconfig, which no tool enforces.</summary>
public sealed class LineLengthTests
{
    private const int MaxLength = 150;

    /// <summary>Data without a blank, such as a request's JSON or a setup, stays in one piece, so that a search finds it.</summary>
    private const int UnbreakableLength = 100;

    [Fact]
    public void No_line_of_ours_is_too_long()
    {
        var tooLong =
            from folder in (string[])["src", "tests", "samples"]
            from file in Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories)
            where IsSource(Path.GetRelativePath(Repository.Root, file))
            from line in File.ReadLines(file).Select((text, index) => (Text: text, Number: index + 1))
            where IsTooLong(line.Text)
            select $"{Path.GetRelativePath(Repository.Root, file)}:{line.Number}: {line.Text.Length} characters";

        Assert.True(!tooLong.Any(), $"Lines have at most {MaxLength} characters. Break these:\n{string.Join('\n', tooLong)}");
    }

    [Theory]
    [InlineData(150, 50, false)]
    [InlineData(151, 50, true)]
    [InlineData(151, 99, true)]
    [InlineData(400, 100, false)]
    public void A_line_may_be_longer_only_if_it_holds_data_without_a_blank(int length, int longestWord, bool isTooLong)
    {
        var line = new string('x', longestWord);
        while (line.Length < length)
            line += " x";

        Assert.Equal(isTooLong, IsTooLong(line[..length]));
    }

    private static bool IsTooLong(string line) => line.Length > MaxLength && line.Split(' ').Max(word => word.Length) < UnbreakableLength;

    // Snapshots are what the generator writes.
    private static bool IsSource(string path) =>
        !path.Contains(".verified.", StringComparison.Ordinal)
        && !path.Contains(".received.", StringComparison.Ordinal)
        && !path.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "TestResults");
}
