using Fusionize.Setups;
using Microsoft.Build.Framework;

namespace Fusionize.Build.Tasks;

/// <summary>The setups that a build has pulled, so that planning doesn't parse them again. They are kept until the build ends.</summary>
internal static class PulledSetups
{
    public static void Keep(IBuildEngine engine, string file, FusionSetup setup) =>
        (engine as IBuildEngine4)?.RegisterTaskObject(KeyOf(file), setup, RegisteredTaskObjectLifetime.Build, allowEarlyCollection: true);

    /// <summary>Null if the setup was pulled in another process, or not at all.</summary>
    public static FusionSetup? Find(IBuildEngine engine, string file) =>
        (engine as IBuildEngine4)?.GetRegisteredTaskObject(KeyOf(file), RegisteredTaskObjectLifetime.Build) as FusionSetup;

    // Another version of this assembly has a different type FusionSetup.
    private static (Type, string) KeyOf(string file) => (typeof(FusionSetup), Path.GetFullPath(file));
}
