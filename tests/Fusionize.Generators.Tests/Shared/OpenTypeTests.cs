using Fusionize.Shared;

namespace Fusionize.Generators.Tests.Shared;

public class OpenTypeTests
{
    [Theory]
    [InlineData("ILogger<!0>", "ILogger<A.B>", "A.B")]
    [InlineData("ILogger<!0>", "ILogger<Dictionary<A, (B, C[])>>", "Dictionary<A, (B, C[])>")]
    [InlineData("Map<!1, List<!0[]>>", "Map<A, List<B[]>>", "B|A")]
    [InlineData("Map<!0, !0>", "Map<A<B, C>, A<B, C>>", "A<B, C>")]
    [InlineData("Outer<!0>.Inner<!1>", "Outer<A>.Inner<B?>", "A|B?")]
    [InlineData("Twelve<!0, !1, !10>", "Twelve<A, B, C>", null)]
    [InlineData("Map<!0, !0>", "Map<A, B>", null)]
    [InlineData("ILogger<!0>", "ILogger", null)]
    [InlineData("ILogger<!0>", "ILogger<A, B>", null)]
    [InlineData("ILogger<!0>", "ILogger<A>.Inner", null)]
    [InlineData("ILogger<!0>", "ILogger<>", null)]
    [InlineData("ILogger<!0[]>", "ILogger<A>", null)]
    [InlineData("Map<!1, List<!0[]>>", "Map<A, List<B>>", null)]
    public void A_closed_type_tells_the_arguments(string open, string type, string? arguments)
    {
        var found = OpenType.Match(open, type);

        Assert.Equal(arguments, found is null ? null : string.Join('|', found));
        if (found is not null)
            Assert.Equal(type, OpenType.Close(open, found));
    }
}
