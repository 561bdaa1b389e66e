using System.Text;
using Fusionize.Generators.Tests.Infrastructure;

namespace Fusionize.Generators.Tests.HostMode;

/// <summary>The host of a group contains nothing that only tests of the application use.</summary>
public sealed class CutHostTests
{
    private const string Source = """
        using System.Text;
        using System.Threading.Tasks;
        using Fusionize;

        public sealed class Work(StringBuilder text, Helper helper, int count = 3)
        {
            [FusionTask(Entry = true)] public Task<string> Run() => Task.FromResult($"{text} {helper.Name} {count}");
        }

        public sealed record Helper(string Name);

        public static class Provide
        {
            [FusionService] internal static Helper Helper(StringBuilder text, string name = "h") => new(name + text.Length);
            [FusionService] internal static StringBuilder Text(int capacity = 7) => new("made", capacity);
        }
        """;

    [Fact]
    public async Task A_group_makes_its_services_without_asking_for_those_of_a_test()
    {
        var app = App.Of(Source).Build();
        var image = app.Image();
        using var host = new AppHost(app, image);
        var cut = Encoding.UTF8.GetString(host.Cut(["Run"]));
        Assert.DoesNotContain("Given", cut, StringComparison.Ordinal);
        using var functions = new Functions(host, image, ["Run"]);
        Assert.Equal("made h4 3", await functions.RunAsync("Run"));
    }
}
