using Fusionize.Benchmarks.Building;
using Fusionize.Benchmarks.ColdStart;
using Fusionize.Benchmarks.Infrastructure;
using Fusionize.Local;
using Fusionize.Packaging;
using Fusionize.Tests.Local;

namespace Fusionize.Benchmarks.Dispatch;

/// <summary>
/// The fused call against the direct one in a native program: a group that the packed package builds, run by the local platform. Its entry task times
/// calls of another task of the group, and of a twin that no one intercepts, in turns; the best of all requests counts.
/// </summary>
internal static class NativeCallFigures
{
    private const int Requests = 200;

    private static readonly string Project = $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>{Mode.Native.Framework}</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            <InvariantGlobalization>true</InvariantGlobalization>
            <NuGetAudit>false</NuGetAudit>
            <FusionizeSetup>setup.json</FusionizeSetup>
            {Mode.Native.Properties}
          </PropertyGroup>
          <ItemGroup><PackageReference Include="Fusionize.Build" Version="VERSION" /></ItemGroup>
        </Project>
        """;

    private const string Setup = """{"fusionize":1,"app":"calls","groups":[{"name":"Measure","tasks":["Measure","CheckSensor"]}]}""";

    private const string Source = """
        using System.Diagnostics;
        using Fusionize;

        public sealed record Reading(string SensorId, double Value);
        public sealed record Verdict(bool Valid);
        public sealed record Figures(double Direct, double Fused, double DirectBytes, double FusedBytes);

        public static class Calls
        {
            private static readonly Reading s_reading = new("sensor-1", 20);

            [FusionTask(Entry = true)]
            public static async Task<Figures> Measure(int calls, CancellationToken ct)
            {
                var (began, bytes) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
                for (var i = 0; i < calls; i++) await CheckSensorDirectly(s_reading, ct);
                var (direct, directBytes) = (Stopwatch.GetElapsedTime(began), GC.GetAllocatedBytesForCurrentThread() - bytes);
                (began, bytes) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
                for (var i = 0; i < calls; i++) await CheckSensor(s_reading, ct);
                var (fused, fusedBytes) = (Stopwatch.GetElapsedTime(began), GC.GetAllocatedBytesForCurrentThread() - bytes);
                return new(direct.TotalNanoseconds / calls, fused.TotalNanoseconds / calls, directBytes / (double)calls, fusedBytes / (double)calls);
            }

            [FusionTask]
            public static async Task<Verdict> CheckSensor(Reading reading, CancellationToken ct)
            {
                if (reading.Value > 1000) await Task.Delay(1, ct);
                return reading.Value < 100 ? new Verdict(true) : new Verdict(false);
            }

            private static async Task<Verdict> CheckSensorDirectly(Reading reading, CancellationToken ct)
            {
                if (reading.Value > 1000) await Task.Delay(1, ct);
                return reading.Value < 100 ? new Verdict(true) : new Verdict(false);
            }
        }
        """;

    public static void Measure(Report report) => MeasureAsync(report).GetAwaiter().GetResult();

    private static async Task MeasureAsync(Report report)
    {
        report.Heading("The first of these in a native program");
        var root = Directory.CreateTempSubdirectory("fusionize-calls-").FullName;
        try
        {
            var function = Build(root);
            await using var platform = await LocalPlatform.StartAsync(new() { EnforceCpu = false });
            using var client = new PlatformClient(platform.Endpoint);
            foreach (var (name, trace) in new[] { ("off", "off"), ("sampled out", "0.0000001"), ("on", "on") })
            {
                var (direct, fused, more) = await RunAsync(client, function, $"calls-{trace.Replace(".", "", StringComparison.Ordinal)}", trace);
                report.Add($"native, {name}: direct", direct, "ns");
                report.Add($"native, {name}: fused", fused, "ns");
                if (name == "on")
                    report.Add($"native, {name}: added", fused - direct, "ns", Target.AtMost(60));
                else
                    report.Add($"native, {name}: fused / direct", fused / direct, "x", Target.AtMost(1.1));
                report.Add($"native, {name}: allocated more per call", Math.Round(more), "B", Target.AtMost(0));
            }
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static FunctionZip Build(string root)
    {
        using var dotnet = new Dotnet();
        var package = PackedPackage.Create(dotnet, Path.Combine(root, "packed"));
        var folder = Directory.CreateDirectory(Path.Combine(root, "calls")).FullName;
        foreach (
            var (file, content) in new[]
            {
                ("NuGet.Config", package.Configuration),
                ("calls.csproj", Project.Replace("VERSION", package.Version, StringComparison.Ordinal)),
                ("setup.json", Setup),
                ("Calls.cs", Source),
            }
        )
            File.WriteAllText(Path.Combine(folder, file), content);
        dotnet.Run(folder, "build", "calls.csproj", "-c", "Release", "-v", "q", "-nologo");
        var output = Path.Combine(folder, "bin", "Release", "fusion");
        var group = FusionManifest.Read(Path.Combine(output, FusionManifest.FileName)).Groups.Single();
        return new FunctionZip(group.Name, File.ReadAllBytes(Path.Combine(output, group.Zip)), group.Runtime, group.Handler);
    }

    private static async Task<(double Direct, double Fused, double More)> RunAsync(
        PlatformClient client,
        FunctionZip function,
        string name,
        string trace
    )
    {
        await client.CreateAsync(
            name,
            function.Bytes,
            3008,
            runtime: function.Runtime,
            handler: function.Handler,
            environment: ("FUSIONIZE_TRACE", trace)
        );
        var (direct, fused, more) = (double.MaxValue, double.MaxValue, double.MaxValue);
        for (var i = 0; i < Requests; i++)
        {
            // As many calls as one invocation makes in the figures above.
            var answer = await client.InvokeAsync(name, """{"fusionize":1,"task":"Measure","args":{"calls":1000}}""");
            if (answer is not { Status: 200, FunctionError: null })
                throw new InvalidOperationException($"{name}: {answer.Status} {answer.FunctionError} {answer.Body}");
            direct = Math.Min(direct, (double)answer.Json["direct"]!);
            fused = Math.Min(fused, (double)answer.Json["fused"]!);
            more = Math.Min(more, (double)answer.Json["fusedBytes"]! - (double)answer.Json["directBytes"]!);
        }
        return (direct, fused, more);
    }
}
