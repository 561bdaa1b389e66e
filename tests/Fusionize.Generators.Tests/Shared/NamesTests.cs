using System.Reflection;
using Fusionize.Shared;

namespace Fusionize.Generators.Tests.Shared;

/// <summary>The compiler plug-in can't reference Fusionize.dll, so it names the types in it: each has to be there.</summary>
public class NamesTests
{
    public static TheoryData<string> TypeNames =>
        [
            .. typeof(Names)
                .GetFields(BindingFlags.Static | BindingFlags.Public)
                .Select(f => (string)f.GetRawConstantValue()!)
                .Where(n =>
                    n.StartsWith("Fusionize.", StringComparison.Ordinal)
                    && n
                        is not (
                            Names.ManifestKey
                            or Names.GeneratedNamespace
                            or Names.AmbientSwitch
                            or Names.ContextSwitch
                            or Names.ClaimSwitch
                            or Names.RoutesSwitch
                            or Names.EventsSwitch
                            or Names.RunningTaskSwitch
                            or Names.TelemetrySwitch
                            or Names.LoggingAssembly
                            or Names.HostAssembly
                            or Names.GeneratorFolder
                        )
                ),
        ];

    [Fact]
    public void Generated_files_are_known_by_the_generators_name() => Assert.Equal(Names.GeneratorFolder, typeof(FusionizeGenerator).FullName);

    [Theory]
    [MemberData(nameof(TypeNames))]
    public void A_named_type_exists(string name) =>
        Assert.NotNull(typeof(FusionTaskAttribute).Assembly.GetType(name) ?? typeof(Logging.FunctionLogging).Assembly.GetType(name));

    [Fact]
    public void Every_type_that_generated_code_may_name_is_checked() => Assert.InRange(TypeNames.Count, 14, int.MaxValue);

    [Theory]
    [InlineData("Fusionize.Invocations.Frame", "FollowsTasks", Names.AmbientSwitch)]
    [InlineData("Fusionize.TaskContext", "IsUsed", Names.ContextSwitch)]
    [InlineData("Fusionize.Remote.ClaimCheck", "IsOn", Names.ClaimSwitch)]
    [InlineData("Fusionize.Routing.HttpRouting", "IsOn", Names.RoutesSwitch)]
    [InlineData("Fusionize.Events.EventRouting", "IsOn", Names.EventsSwitch)]
    [InlineData("Fusionize.Invocations.Observation", "IsOn", Names.RunningTaskSwitch)]
    [InlineData("Fusionize.Tracing.Spans", "IsOn", Names.TelemetrySwitch)]
    public void A_switch_of_the_library_is_one_that_the_linker_can_set(string type, string property, string name)
    {
        var @switch = typeof(FusionTaskAttribute)
            .Assembly.GetType(type)!
            .GetProperty(property, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!;
        Assert.Null(@switch.SetMethod); // or the linker would leave it alone
        Assert.Equal(name, @switch.GetCustomAttribute<System.Diagnostics.CodeAnalysis.FeatureSwitchDefinitionAttribute>()!.SwitchName);
    }
}
