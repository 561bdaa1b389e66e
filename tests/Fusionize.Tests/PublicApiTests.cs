using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests;

/// <summary>The lists of public members. The compiler compares their content with the code, but not their order.</summary>
public sealed class PublicApiTests
{
    public static TheoryData<string> Lists =>
        [
            .. Directory
                .GetFiles(Path.Combine(Repository.Root, "src"), "PublicAPI.Unshipped.txt", SearchOption.AllDirectories)
                .Select(f => Path.GetRelativePath(Repository.Root, f).Replace('\\', '/'))
                .Where(f => !f.Contains("/bin/", StringComparison.Ordinal) && !f.Contains("/obj/", StringComparison.Ordinal)),
        ];

    [Theory]
    [MemberData(nameof(Lists))]
    public void A_list_has_the_order_that_the_script_writes(string list)
    {
        var members = File.ReadAllLines(Path.Combine(Repository.Root, list)).Skip(1).ToArray();

        Assert.True(
            members.SequenceEqual(members.Distinct().Order(StringComparer.Ordinal)),
            $"{list} isn't sorted, so the next change would move lines that it doesn't concern. 'build/update-public-api' sorts it."
        );
    }
}
