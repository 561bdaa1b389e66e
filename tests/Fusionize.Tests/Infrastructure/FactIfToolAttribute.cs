using Fusionize.Local.Cpu;

namespace Fusionize.Tests.Infrastructure;

/// <summary>A test that needs commands which not every machine has; where one is missing, the test says so and is skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactIfToolAttribute : FactAttribute
{
    public FactIfToolAttribute(params string[] tools)
    {
        if (Tool.FirstMissing(tools) is { } missing)
            Skip = $"'{missing}' is not on the PATH.";
    }
}

/// <inheritdoc cref="FactIfToolAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TheoryIfToolAttribute : TheoryAttribute
{
    public TheoryIfToolAttribute(params string[] tools)
    {
        if (Tool.FirstMissing(tools) is { } missing)
            Skip = $"'{missing}' is not on the PATH.";
    }
}

/// <summary>A test that needs to limit processes' CPU time; where the machine refuses that, the test says why and is skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactIfCgroupsAttribute : FactAttribute
{
    public FactIfCgroupsAttribute() => Skip = Cgroups.Refusal;
}

/// <inheritdoc cref="FactIfCgroupsAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TheoryIfCgroupsAttribute : TheoryAttribute
{
    public TheoryIfCgroupsAttribute() => Skip = Cgroups.Refusal;
}

internal static class Cgroups
{
    /// <summary>Why the machine refuses to limit CPU time; null if it doesn't.</summary>
    public static readonly string? Refusal = Ask();

    private static string? Ask()
    {
        using var limiter = CgroupLayout.Open();
        return limiter.Enforced ? null : limiter.Description;
    }
}

internal static class Tool
{
    public static string? FirstMissing(string[] tools) => tools.FirstOrDefault(t => Find(t) is null);

    /// <summary>Full path of a command, or null.</summary>
    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder =>
                OperatingSystem.IsWindows()
                    ? [Path.Combine(folder, name + ".exe"), Path.Combine(folder, name + ".cmd")]
                    : new[] { Path.Combine(folder, name) }
            )
            .FirstOrDefault(File.Exists);
}
