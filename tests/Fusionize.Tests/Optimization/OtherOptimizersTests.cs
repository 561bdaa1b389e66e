using System.Text;
using System.Text.Json;
using Fusionize.Optimization;
using Fusionize.Optimization.Optimizers;
using Fusionize.Setups;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Optimization;

public sealed class OtherOptimizersTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fusionize-optimizer-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_timetable_is_followed_line_by_line_by_its_times()
    {
        var file = Path.Combine(_folder, "times.json");
        await File.WriteAllTextAsync(file, """{"120": [["A","B","D","E"],["C","F","G"]], "60": [["A","B"],["C"],["D"],["E"],["F"],["G"]]}""");
        var optimizer = Optimizers.Create("schedule:" + file);
        var initial = SyntheticRun.Measure(Apps.Tree, FusionSetup.OnePerTask(Apps.Tree, 512));

        var first = await ProposeAsync(optimizer, initial);
        Assert.Equal(("(A,B)-(C)-(D)-(E)-(F)-(G)", false), (first.Next!.Notation, first.Final));
        Assert.All(first.Next.Groups, g => Assert.Equal(512, g.MemoryMB));
        var second = await ProposeAsync(optimizer, initial, SyntheticRun.Measure(Apps.Tree, first.Next, 1));
        Assert.Equal(("(A,B,D,E)-(C,F,G)", true), (second.Next!.Notation, second.Final));
        var end = await ProposeAsync(optimizer, initial, initial, initial);
        Assert.Null(end.Next);
        Assert.True(end.Final);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"soon": [["A"]]}""")]
    [InlineData("""{"-1": [["A"]]}""")]
    [InlineData("""{"60": []}""")]
    [InlineData("""{"60": [[]]}""")]
    [InlineData("""{"60": [[null]]}""")]
    [InlineData("""{"60": null}""")]
    [InlineData("""{"60": [["A"]], "60": [["B"]]}""")]
    [InlineData("""{"60": [["A"]], "60.0": [["B"]]}""")]
    public void A_bad_timetable_is_refused(string json) =>
        Assert.Equal(
            OptimizationCodes.BadTimetable,
            Assert.Throws<FusionizeException>(() => ScheduleOptimizer.Parse(Encoding.UTF8.GetBytes(json), "f")).Code
        );

    [Theory]
    [InlineData("""{"60": [["A","Z"]]}""")]
    [InlineData("""{"60": [["A"]]}""")]
    [InlineData("""{"60": [["A),(B"]]}""")]
    public async Task A_timetable_for_another_application_is_refused(string json)
    {
        var optimizer = ScheduleOptimizer.Parse(Encoding.UTF8.GetBytes(json), "f");
        Assert.Equal(OptimizationCodes.BadTimetable, (await Assert.ThrowsAsync<FusionizeException>(() => ProposeAsync(optimizer))).Code);
    }

    [Fact]
    public async Task A_command_reads_the_profile_and_prints_the_next_setup()
    {
        if (OperatingSystem.IsWindows())
            return;
        var answer = FusionSetup.ParseNotation("(A,B,D,E)@256-…", Apps.Tree);
        await File.WriteAllTextAsync(Path.Combine(_folder, "answer.json"), answer.ToJson());
        var proposal = await ProposeAsync(
            Script("cat > profile.json; cat answer.json; echo 'B is slow' >&2; echo >&2"),
            SyntheticRun.Measure(Apps.Tree, FusionSetup.OnePerTask(Apps.Tree))
        );

        Assert.Equal((answer, "B is slow", false), (proposal.Next, proposal.Decision, proposal.Final));
        using var profile = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(_folder, "profile.json")));
        Assert.Equal("tree", profile.RootElement.GetProperty("app").GetString());
        Assert.Equal("balanced", profile.RootElement.GetProperty("goal").GetString());
        var round = profile.RootElement.GetProperty("rounds")[0];
        Assert.Equal(5, round.GetProperty("outcome").GetProperty("requests").GetInt32());
        Assert.Equal(7, round.GetProperty("functions").GetArrayLength());
        Assert.Equal(6, round.GetProperty("edges").GetArrayLength());
        Assert.Equal(FusionSetup.OnePerTask(Apps.Tree), FusionSetup.Parse(Encoding.UTF8.GetBytes(round.GetProperty("setup").GetRawText()), "x"));
    }

    [FactIfTool("python3")]
    public async Task The_documentations_example_fuses_call_by_call()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !Directory.Exists(Path.Combine(folder.FullName, "docs")))
            folder = folder.Parent;
        var page = await File.ReadAllTextAsync(Path.Combine(folder!.FullName, "docs", "optimizers.md"));
        var script = Path.Combine(_folder, "optimizer.py");
        await File.WriteAllTextAsync(script, page.Split("```python\n")[1].Split("```")[0]);
        var optimizer = Optimizers.Create($"exec:python3 \"{script}\"");

        List<MeasuredSetup> history = [SyntheticRun.Measure(Apps.IoT, FusionSetup.OnePerTask(Apps.IoT))];
        while (true)
        {
            var proposal = await optimizer.ProposeAsync(new(Apps.IoT, [.. history], Goal.Balanced), CancellationToken.None);
            if (proposal.Next is null)
                break;
            Assert.Contains(" ms for ", proposal.Decision);
            history.Add(SyntheticRun.Measure(Apps.IoT, proposal.Next, history.Count));
        }
        Assert.Equal(6, history.Count);
        Assert.Equal(
            "(AnalyzeSensor,CheckSensor,StoreEvent)-(CheckTemperature)-(CheckSound,CheckSoundAccident,CheckSoundLimits)-(CheckAir,DetectJam)-(ActionSignage)",
            history[^1].Setup.InOrderOf(Apps.IoT).Notation
        );
    }

    [Fact]
    public async Task A_command_that_prints_nothing_has_nothing_more_to_propose()
    {
        if (OperatingSystem.IsWindows())
            return;
        var proposal = await ProposeAsync(Script("exit 0"), SyntheticRun.Measure(Apps.Tree, FusionSetup.OnePerTask(Apps.Tree)));
        Assert.Null(proposal.Next);
        Assert.True(proposal.Final);
        Assert.Equal(FusionSetup.OnePerTask(Apps.Tree), proposal.Best);
    }

    [Theory]
    [InlineData("echo hello", OptimizationCodes.BadAnswer)]
    [InlineData("echo '{\"fusionize\":1,\"app\":\"tree\",\"groups\":[{\"name\":\"A\",\"tasks\":[\"A\"]}]}'", OptimizationCodes.BadAnswer)]
    [InlineData("yes | head -c 5000000", OptimizationCodes.BadAnswer)]
    [InlineData("echo broken >&2; exit 3", OptimizationCodes.CommandFailed)]
    [InlineData("sleep 100", OptimizationCodes.CommandTimedOut)]
    public async Task A_command_that_fails_is_an_error(string script, string code)
    {
        if (OperatingSystem.IsWindows())
            return;
        var command = Script(script, TimeSpan.FromSeconds(code == OptimizationCodes.CommandTimedOut ? 0.5 : 60));
        var e = await Assert.ThrowsAsync<FusionizeException>(() =>
            ProposeAsync(command, SyntheticRun.Measure(Apps.Tree, FusionSetup.OnePerTask(Apps.Tree)))
        );
        Assert.Equal(code, e.Code);
        if (code == OptimizationCodes.CommandFailed)
            Assert.Contains("3: broken", e.Message);
    }

    [Fact]
    public async Task A_command_that_is_not_there_is_an_error() =>
        Assert.Equal(
            OptimizationCodes.CommandFailed,
            (await Assert.ThrowsAsync<FusionizeException>(() => ProposeAsync(Optimizers.Create("exec:/not/there --now")))).Code
        );

    [Theory]
    [InlineData("a b", "a|b")]
    [InlineData("  a   \"b c\"d  ", "a|b cd")]
    [InlineData("a \"\" $HOME;ls", "a||$HOME;ls")]
    [InlineData(" ", "")]
    public void A_command_is_split_into_words_without_a_shell(string command, string words) =>
        Assert.Equal(words, string.Join('|', ExternalOptimizer.Split(command)));

    [Theory]
    [InlineData("")]
    [InlineData("best")]
    [InlineData("paper:x")]
    [InlineData("schedule")]
    [InlineData("exec: ")]
    public void An_optimizer_that_does_not_exist_is_an_error(string name) =>
        Assert.Equal(OptimizationCodes.UnknownOptimizer, Assert.Throws<FusionizeException>(() => Optimizers.Create(name)).Code);

    private ExternalOptimizer Script(string body, TimeSpan? timeout = null)
    {
        var file = Path.Combine(_folder, "optimizer.sh");
        File.WriteAllText(file, $"cd '{_folder}'\n{body}\n");
        return new($"/bin/sh \"{file}\"", timeout);
    }

    private static Task<Proposal> ProposeAsync(ISetupOptimizer optimizer, params MeasuredSetup[] history) =>
        optimizer.ProposeAsync(new(Apps.Tree, [.. history], Goal.Balanced), CancellationToken.None).AsTask();
}
