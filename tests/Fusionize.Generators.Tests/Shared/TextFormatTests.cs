using FsCheck;
using FsCheck.Fluent;
using Fusionize.Shared;
using Fusionize.Tests.Infrastructure;
using Xunit.Abstractions;

namespace Fusionize.Generators.Tests.Shared;

/// <summary>Manifest and slice come back from their text as they went in, whatever stands in their fields.</summary>
public class TextFormatTests(ITestOutputHelper output)
{
    private static readonly Gen<string> Id = Gen.Elements("A", "B", "Orders.Place", "_c1");
    private static readonly Gen<string> Text = Gen.Elements("global::X.Y<int>", "a\tb", "\\", "\\t", "x\ny", "\r\n", "\"q\\\"\"", "Ä ö", " - ", "--");
    private static readonly Gen<string?> Optional = Gen.OneOf(Text.Select(t => (string?)t), Gen.Constant((string?)null));
    private static readonly Gen<bool> Bool = Gen.Elements(true, false);

    private static readonly Gen<ManifestTask> Tasks =
        from id in Id
        from flags in Bool.ArrayOf(4)
        from texts in Text.ArrayOf(2)
        from result in Optional
        from cancellation in Gen.Choose(-1, 5)
        from parameters in (
            from name in Text
            from type in Text
            from value in Optional
            from refusesNull in Bool
            select new ManifestParameter(name, type, value, refusesNull)
        ).ArrayOf()
        from init in Gen.OneOf(
            Gen.Constant((ManifestInit?)null),
            from method in Text
            from returns in Gen.Elements(InitReturn.Nothing, InitReturn.Task, InitReturn.ValueTask)
            select (ManifestInit?)new ManifestInit(method, returns)
        )
        from http in Gen.OneOf(
            Gen.Constant((ManifestHttp?)null),
            from body in Gen.Choose(-1, 5)
            from value in Optional
            from routes in (from route in Text.ArrayOf(2) select new ManifestRoute(route[0], route[1])).ArrayOf()
            select (ManifestHttp?)new ManifestHttp(new(routes), body, value)
        )
        from events in Gen.OneOf(
            Gen.Constant((ManifestEvents?)null),
            from message in Gen.Elements(Enum.GetValues<EventParameter>())
            from batch in Gen.Elements(Enum.GetValues<EventBatch>())
            from content in Optional
            from refusesNull in Bool
            from triggers in (
                from kind in Text
                from source in Optional
                from options in (from option in Text.ArrayOf(2) select new ManifestOption(option[0], option[1])).ArrayOf()
                select new ManifestTrigger(kind, source, new(options))
            ).ArrayOf()
            select (ManifestEvents?)new ManifestEvents(new(triggers), message, content, refusesNull, batch)
        )
        select new ManifestTask(
            id,
            flags[0],
            texts[0],
            texts[1],
            flags[1],
            flags[2],
            result,
            cancellation,
            new(parameters),
            init,
            flags[3],
            http,
            events
        );

    private static readonly Gen<ManifestCall> Calls =
        from hasFrom in Bool
        from ids in Id.ArrayOf(2)
        from isAsync in Bool
        from multiplicity in Gen.Elements(CallMultiplicity.Once, CallMultiplicity.Conditional, CallMultiplicity.Loop)
        from location in Text
        select new ManifestCall(hasFrom ? ids[0] : null, ids[1], isAsync, multiplicity, location);

    private static readonly Gen<SliceTask> SliceTasks =
        from task in Tasks
        from role in Gen.Elements(SliceRole.Serve, SliceRole.Local, SliceRole.Remote)
        from asyncCalls in Gen.Elements(0, 1, 2)
        from owner in Optional
        select new SliceTask(task, role, asyncCalls == 1, asyncCalls == 2, owner);

    private static readonly Gen<ManifestParameter> Needs =
        from name in Text
        from type in Text
        from value in Optional
        from key in Optional
        select new ManifestParameter(name, type, value, Key: key);

    private static readonly Gen<(ManifestClass[] Classes, ManifestService[] Services, string[] Registrations)> Construction =
        from classes in (from type in Text from needs in Needs.ArrayOf() select new ManifestClass(type, new(needs))).ArrayOf()
        from services in (
            from texts in Text.ArrayOf(2)
            from flags in Bool.ArrayOf(2)
            from needs in Needs.ArrayOf()
            from key in Optional
            select new ManifestService(texts[0], texts[1], flags[0], flags[1], new(needs), key)
        ).ArrayOf()
        from registrations in Text.ArrayOf()
        select (classes, services, registrations);

    [Fact]
    public void Manifest_round_trips() =>
        Check.One(
            Config.QuickThrowOnFailure.WithReplay(TestSeed.WrittenTo(output), 1UL),
            Prop.ForAll(
                (
                    from tasks in Tasks.ArrayOf()
                    from calls in Calls.ArrayOf()
                    from made in Construction
                    select new Manifest(new(tasks), new(calls), new(made.Classes), new(made.Services), new(made.Registrations))
                ).ToArbitrary(),
                manifest => ManifestText.Parse(ManifestText.Write(manifest)) == manifest
            )
        );

    [Fact]
    public void Slice_round_trips() =>
        Check.One(
            Config.QuickThrowOnFailure.WithReplay(TestSeed.WrittenTo(output), 1UL),
            Prop.ForAll(
                (
                    from texts in Text.ArrayOf(3)
                    from tasks in SliceTasks.ArrayOf()
                    from types in Text.ArrayOf()
                    from made in Construction
                    from placeholders in Text.ArrayOf()
                    select new Slice(
                        texts[0],
                        texts[1],
                        texts[2],
                        new(tasks),
                        new(types),
                        new(new(made.Classes), new(made.Services), new(made.Registrations), new(placeholders))
                    )
                ).ToArbitrary(),
                slice => SliceText.Parse(SliceText.Write(slice)) == slice
            )
        );

    [Fact]
    public void Manifest_reads_as_documented() =>
        Assert.Equal(
            "fusionize\t1\n"
                + "task\tCheckSensor\tinner\tglobal::Iot\tCheckSensor\tstatic\tTask\tglobal::Verdict\t1\n"
                + "param\treading\tglobal::Reading\t-\n"
                + "call\tAnalyzeSensor\tCheckSensor\tsync\tonce\tIot.cs:12\n"
                + "call\t-\tStoreEvent\tasync\tloop\tIot.cs:13\n",
            ManifestText.Write(
                new Manifest(
                    new([
                        new ManifestTask(
                            "CheckSensor",
                            false,
                            "global::Iot",
                            "CheckSensor",
                            true,
                            false,
                            "global::Verdict",
                            1,
                            new([new ManifestParameter("reading", "global::Reading", null)])
                        ),
                    ]),
                    new([
                        new ManifestCall("AnalyzeSensor", "CheckSensor", false, CallMultiplicity.Once, "Iot.cs:12"),
                        new ManifestCall(null, "StoreEvent", true, CallMultiplicity.Loop, "Iot.cs:13"),
                    ])
                )
            )
        );

    [Theory]
    [InlineData("")]
    [InlineData("fusionize\t2\n")]
    [InlineData("task\tA\tinner\tT\tA\tstatic\tTask\t-\t-1\n")]
    [InlineData("fusionize\t1\ntask\tA\tinner\tT\tA\tstatic\tTask\t-\n")]
    [InlineData("fusionize\t1\ntask\tA\tinner\tT\tA\tstatic\tTask\t-\tx\n")]
    [InlineData("fusionize\t1\ntask\tA/B\tinner\tT\tA\tstatic\tTask\t-\t-1\n")]
    [InlineData("fusionize\t1\nparam\tx\tint\t-\n")]
    [InlineData("fusionize\t1\ncall\t-\tA\tlater\tonce\tx:1\n")]
    [InlineData("fusionize\t1\nsomething\n")]
    public void A_bad_manifest_is_refused(string text) => Assert.Throws<FormatException>(() => ManifestText.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("fusionize\t1\napp\ta\ngroup\tg\n")]
    [InlineData("app\ta\nfusionize\t1\ngroup\tg\ndefault\tA\n")]
    [InlineData("fusionize\t1\napp\ta\ngroup\tg\ndefault\tA\ntask\tA\tinner\tT\tA\tstatic\tTask\t-\t-1\n")]
    [InlineData("fusionize\t1\napp\ta\ngroup\tg\ndefault\tA\nrole\tboss\n")]
    [InlineData("fusionize\t1\napp\ta\ngroup\tg\ndefault\tA\ntype\t1\tint\n")]
    public void A_bad_slice_is_refused(string text) => Assert.Throws<FormatException>(() => SliceText.Parse(text));
}
