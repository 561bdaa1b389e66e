using System.Globalization;
using Fusionize.Generators.Tests.Infrastructure;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Tests.Incrementality;

/// <summary>The same application gives the same files, whatever the culture, the order of its files, or the folder that it lies in.</summary>
public class SameOutputTests
{
    private static readonly App App = new()
    {
        Sources =
        [
            (
                "B.cs",
                """
                using System.Threading.Tasks;
                using Fusionize;
                static class B
                {
                    [FusionTask] public static Task<double> Invite(double i = -1.5, decimal m = -2.25m, float f = 1e-9f,
                        System.DayOfWeek day = System.DayOfWeek.Friday)
                        => A.Id(i);
                }
                """
            ),
            (
                "A.cs",
                """
                using System.Threading.Tasks;
                using Fusionize;
                static class A
                {
                    [FusionTask(Entry = true)] public static async Task<double> Id(double i) =>
                        await B.Invite() + await B.Invite(i) + await B.Invite(2);
                }
                """
            ),
            ("folder/a.cs", "static class C { static object M() => A.Id(1); }"),
        ],
    };

    [Theory]
    [InlineData("fi-FI")] // minus sign
    [InlineData("de-DE")] // decimal comma
    public void Culture(string name)
    {
        var expected = Run(App);
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = TestCulture(name);
        try
        {
            Assert.Equal(expected, Run(App));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Order_of_files() => Assert.Equal(Run(App), Run(App with { Sources = [.. App.Sources.Reverse()] }));

    [Theory]
    [InlineData("/")]
    [InlineData("/home/someone else/source/app/")]
    public void Folder_of_the_project(string directory) => Assert.Equal(Run(App), Run(App with { Directory = directory }));

    [Fact]
    public void Number_of_threads()
    {
        var many = App with
        {
            Sources =
            [
                .. App.Sources,
                .. Enumerable.Range(0, 100).Select(i => ($"D{i}.cs", $"static class D{i} {{ static object M() => A.Id({i}); }}")),
            ],
        };
        Assert.Equal(Run(many with { IsConcurrent = false }), Run(many));
    }

    [Fact]
    public void Checks_can_fail() => Assert.NotEqual(Run(App), Run(App with { Sources = [.. App.Sources.Take(2)] }));

    private static string Run(App app) =>
        string.Join("\n", app.Build().Sources.OrderBy(s => s.HintName, StringComparer.Ordinal).Select(s => s.HintName + "\n" + s.SourceText));

    /// <summary>The machine may have no culture data, so what matters of a culture is set by hand.</summary>
    private static CultureInfo TestCulture(string name)
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat = name switch
        {
            "fi-FI" => new NumberFormatInfo { NegativeSign = "\u2212", NumberDecimalSeparator = "," },
            "de-DE" => new NumberFormatInfo { NumberDecimalSeparator = ",", NumberGroupSeparator = "." },
            _ => throw new ArgumentOutOfRangeException(nameof(name)),
        };
        return culture;
    }
}
