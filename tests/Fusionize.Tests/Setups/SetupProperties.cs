using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Fusionize.Setups;
using Fusionize.Tests.Infrastructure;
using Xunit.Abstractions;

namespace Fusionize.Tests.Setups;

public class SetupProperties(ITestOutputHelper output)
{
    [Fact]
    public void What_is_printed_is_parsed_again() =>
        ForAllSeeds(random =>
        {
            var app = random.Next(2) == 0 ? Apps.IoT : Apps.Tree;
            var setup = RandomSetups.Of(app, random);
            setup.Validate(app, "random");
            Assert.Equal(setup.Groups.AsEnumerable(), FusionSetup.ParseNotation(setup.FullNotation, app).Groups);
            Assert.Equal(setup.Groups.AsEnumerable(), FusionSetup.Parse(Encoding.UTF8.GetBytes(setup.ToJson()), "x").Groups);
            Assert.Equal(setup.Id, FusionSetup.Parse(Encoding.UTF8.GetBytes(setup.ToJson()), "x").Id);
        });

    [Fact]
    public void Different_setups_have_different_ids() =>
        ForAllSeeds(random =>
        {
            FusionSetup a = RandomSetups.Of(Apps.Tree, random),
                b = RandomSetups.Of(Apps.Tree, random);
            Assert.Equal(a.Groups.SequenceEqual(b.Groups), a.Id == b.Id);
            var reversed = a with { Groups = [.. a.Groups.Reverse()] };
            Assert.Equal(a.Id, reversed.Id);
        });

    [Fact]
    public void Whatever_a_file_holds_only_a_coded_error_comes_out() =>
        ForAllSeeds(
            random =>
            {
                var bytes = Encoding.UTF8.GetBytes(RandomSetups.Of(Apps.Tree, random).ToJson()).ToList();
                for (var edits = random.Next(1, 4); edits > 0 && bytes.Count > 0; edits--)
                    Mutate(bytes, random);
                OnlySetupException(() => FusionSetup.Parse([.. bytes], "setup.json").Validate(Apps.Tree, "setup.json"));
            },
            3000
        );

    [Fact]
    public void Whatever_a_notation_holds_only_a_coded_error_comes_out() =>
        ForAllSeeds(
            random =>
            {
                var text = Encoding.UTF8.GetBytes(RandomSetups.Of(Apps.Tree, random).FullNotation).ToList();
                for (var edits = random.Next(1, 4); edits > 0 && text.Count > 0; edits--)
                    Mutate(text, random);
                OnlySetupException(() => FusionSetup.ParseNotation(Encoding.UTF8.GetString([.. text]), Apps.Tree));
            },
            3000
        );

    private static void Mutate(List<byte> bytes, Random random)
    {
        ReadOnlySpan<string> pieces =
        [
            "\"",
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "null",
            "1e999",
            "-1",
            "NaN",
            "\\u0000",
            "\"id\":\"x\",",
            "(",
            ")",
            "-",
            "@",
            "/",
            "+",
            "~",
            "…",
        ];
        var at = random.Next(bytes.Count);
        switch (random.Next(5))
        {
            case 0:
                bytes[at] = (byte)random.Next(256);
                break;
            case 1:
                bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at));
                break;
            case 2:
                bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 60), bytes.Count - at)));
                break;
            case 3:
                bytes.InsertRange(at, Encoding.UTF8.GetBytes(pieces[random.Next(pieces.Length)]));
                break;
            default:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
        }
    }

    private static void OnlySetupException(Action action)
    {
        try
        {
            action();
        }
        catch (SetupException e)
        {
            Assert.Matches("^FZ11[0-9][0-9]$", e.Code);
            Assert.False(e.Describe().Contains('\n', StringComparison.Ordinal), e.Describe());
        }
    }

    private void ForAllSeeds(Action<Random> property, int count = 300) =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed => property(new Random(seed)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(count).WithEndSize(int.MaxValue).WithReplay(TestSeed.WrittenTo(output), 1UL));
}
