using Fusionize.Rounds;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Rounds;

public sealed class BuildStepsTests
{
    private readonly Reported _steps = new();

    [Fact]
    public void A_build_restores_packages_then_compiles_projects_then_builds_groups()
    {
        using var folder = new TemporaryFolder("fusionize-steps-");
        var steps = new BuildSteps(_steps, isRestored: false);
        var file = Path.Combine(folder.Path, "Shop.dll");
        File.WriteAllText(file, "");
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddMinutes(1));

        foreach (
            var line in new[]
            {
                "  Determining projects to restore...",
                $"  Shop -> {file}",
                "  2 groups to build: Order, Price",
                "         Price.zip: 123 bytes",
                "  Order.zip: 4567 bytes",
                "  Time Elapsed 00:00:01",
            }
        )
            steps.Read(line);

        Assert.Equal(
            [
                new(0, 0, "restoring packages"),
                new(0, 0, "compiled Shop"),
                new(0, 2, "2 groups: Order, Price"),
                new(1, 2, "1 of 2 groups: Price is built"),
                new(2, 2, "2 of 2 groups: Order is built"),
            ],
            _steps.All
        );
    }

    [Fact]
    public void A_project_that_was_compiled_before_the_build_is_not_told()
    {
        using var folder = new TemporaryFolder("fusionize-steps-");
        var file = Path.Combine(folder.Path, "Shop.dll");
        File.WriteAllText(file, "");
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddMinutes(-1));

        new BuildSteps(_steps, isRestored: true).Read($"  Shop -> {file}");

        Assert.Equal([new(0, 0, "compiling what changed")], _steps.All);
    }

    private sealed class Reported : IProgress<PhaseProgress>
    {
        public List<PhaseProgress> All { get; } = [];

        public void Report(PhaseProgress value) => All.Add(value);
    }
}
