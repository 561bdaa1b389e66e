using Fusionize.Setups;

namespace Fusionize.Tests.Infrastructure;

/// <summary>The two applications of the published measurements, as models.</summary>
internal static class Apps
{
    public static AppModel IoT { get; } =
        Model(
            "iot",
            [
                "AnalyzeSensor*",
                "CheckSensor",
                "StoreEvent",
                "CheckTemperature",
                "CheckSound",
                "CheckAir",
                "ActionSignage",
                "CheckSoundLimits",
                "CheckSoundAccident",
                "DetectJam",
            ],
            "AnalyzeSensor->CheckSensor",
            "AnalyzeSensor->StoreEvent",
            "AnalyzeSensor=>CheckTemperature",
            "AnalyzeSensor=>CheckSound",
            "AnalyzeSensor=>CheckAir",
            "CheckTemperature=>ActionSignage",
            "CheckSound->CheckSoundLimits",
            "CheckSound->CheckSoundAccident",
            "CheckAir->DetectJam",
            "CheckAir=>ActionSignage"
        );

    public static AppModel Tree { get; } = Model("tree", ["A*", "B", "C", "D", "E", "F", "G"], "A=>C", "A->B", "B->D", "D->E", "C=>F", "C=>G");

    /// <param name="tasks">A star marks an entry.</param>
    /// <param name="calls"><c>A->B</c> synchronous, <c>A=>B</c> asynchronous.</param>
    public static AppModel Model(string app, string[] tasks, params string[] calls) =>
        new(
            app,
            [.. tasks.Select(t => new AppTask(t.TrimEnd('*'), t.EndsWith('*')))],
            [
                .. calls.Select(c =>
                    c.Split("->") is [var from, var to]
                        ? new AppCall(from, to, CallKind.Sync)
                        : new AppCall(c.Split("=>")[0], c.Split("=>")[1], CallKind.Async)
                ),
            ]
        );
}
