using Fusionize.Optimization;
using Fusionize.Optimization.Optimizers;
using Fusionize.Setups;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Optimization;

public sealed class AssemblyOptimizerTests
{
    private static readonly string s_assembly = typeof(AssemblyOptimizerTests).Assembly.Location;

    [Fact]
    public async Task The_named_type_proposes()
    {
        var optimizer = Load(nameof(AllInOne));
        var proposal = await ProposeAsync(optimizer);

        Assert.Equal("all in one", optimizer.Name);
        Assert.Equal(FusionSetup.AllInOne(Apps.Tree), proposal.Next);
        Assert.Equal("Proposed by all in one.", proposal.Decision);
        Assert.Equal(proposal.Next, (await ProposeAsync(Optimizers.Create($"assembly:{s_assembly},{typeof(AllInOne).FullName}"))).Next);
    }

    [Fact]
    public void Has_libraries_of_its_own_but_the_tools_types()
    {
        var optimizer = Load(nameof(AllInOne));
        // The test assembly is loaded a second time, in a context of its own, and still implements the tool's interface.
        Assert.IsAssignableFrom<ISetupOptimizer>(optimizer);
        Assert.Contains(AppDomain.CurrentDomain.GetAssemblies(), a => a.Location == s_assembly && a != typeof(AssemblyOptimizerTests).Assembly);
    }

    [Theory]
    [InlineData("not/there.dll", OptimizationCodes.NoAssembly, "There is no such file")]
    [InlineData("not/there.dll,Type", OptimizationCodes.NoAssembly, "There is no such file")]
    [InlineData("TEXT", OptimizationCodes.BadAssembly, "isn't a .NET assembly")]
    [InlineData("NONE", OptimizationCodes.NoOptimizerType, "no class that implements ISetupOptimizer")]
    [InlineData("TESTS", OptimizationCodes.NoOptimizerType, "Several classes implement ISetupOptimizer")]
    [InlineData("TESTS,Nobody", OptimizationCodes.NoOptimizerType, "no class Nobody that implements ISetupOptimizer; it has ")]
    [InlineData("TESTS,NeedsMore", OptimizationCodes.NoOptimizerType, "no public constructor without parameters")]
    [InlineData("TESTS,FailsToStart", OptimizationCodes.OptimizerFailed, "constructor failed: InvalidOperationException: not today")]
    public void What_cant_be_loaded_is_said_with_a_code(string reference, string code, string message)
    {
        using var folder = new TemporaryFolder("fusionize-optimizer-");
        var text = Path.Combine(folder.Path, "text.dll");
        File.WriteAllText(text, "no assembly");
        reference = reference.Replace("TEXT", text).Replace("NONE", typeof(FusionSetup).Assembly.Location).Replace("TESTS", s_assembly);

        var e = Assert.Throws<FusionizeException>(() => Optimizers.Create("assembly:" + reference));

        Assert.Equal(code, e.Code);
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(Fails), OptimizationCodes.OptimizerFailed, "ProposeAsync failed: NotSupportedException: no idea")]
    [InlineData(nameof(ProposesNothingAtAll), OptimizationCodes.BadAnswer, "returned null")]
    [InlineData(nameof(ForgetsATask), OptimizationCodes.BadAnswer, "The setup can't be used")]
    [InlineData(nameof(AllInOne), OptimizationCodes.BadAnswer, "breaks a constraint", "apart:A,B")]
    public async Task What_it_proposes_is_checked(string type, string code, string message, string? constraint = null)
    {
        var e = await Assert.ThrowsAsync<FusionizeException>(() => ProposeAsync(Load(type), constraint));
        Assert.Equal(code, e.Code);
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.Contains(type, e.Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interruption_is_no_failure()
    {
        using var interrupted = new CancellationTokenSource();
        await interrupted.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ProposeAsync(Load(nameof(Waits)), cancellation: interrupted.Token));
    }

    private static AssemblyOptimizer Load(string type) => AssemblyOptimizer.Load($"{s_assembly},{type}");

    private static async Task<Proposal> ProposeAsync(
        ISetupOptimizer optimizer,
        string? constraint = null,
        CancellationToken cancellation = default
    ) =>
        await optimizer.ProposeAsync(
            new(Apps.Tree, [SyntheticRun.Measure(Apps.Tree, FusionSetup.OnePerTask(Apps.Tree))], Goal.Cost)
            {
                Constraints = constraint is null ? null : SearchConstraints.Parse([constraint]),
            },
            cancellation
        );

    public class AllInOne : ISetupOptimizer
    {
        public virtual string Name => "all in one";

        public virtual ValueTask<Proposal> ProposeAsync(OptimizationInput input, CancellationToken cancellation) =>
            new(new Proposal(FusionSetup.AllInOne(input.App), "", false, null));
    }

    public sealed class Fails : AllInOne
    {
        public override ValueTask<Proposal> ProposeAsync(OptimizationInput input, CancellationToken cancellation) =>
            throw new NotSupportedException("no idea");
    }

    public sealed class ProposesNothingAtAll : AllInOne
    {
        public override ValueTask<Proposal> ProposeAsync(OptimizationInput input, CancellationToken cancellation) => new((Proposal)null!);
    }

    public sealed class ForgetsATask : AllInOne
    {
        public override ValueTask<Proposal> ProposeAsync(OptimizationInput input, CancellationToken cancellation) =>
            new(new Proposal(new(input.App.App, [new("A", ["A"])]), "", false, null));
    }

    public sealed class Waits : AllInOne
    {
        public override async ValueTask<Proposal> ProposeAsync(OptimizationInput input, CancellationToken cancellation)
        {
            await Task.Delay(Timeout.Infinite, cancellation);
            return null!;
        }
    }

    public sealed class NeedsMore(string more) : AllInOne
    {
        public override string Name => more;
    }

    public sealed class FailsToStart : AllInOne
    {
        public FailsToStart() => throw new InvalidOperationException("not today");
    }
}
