using Fusionize.Build.Tests.Infrastructure;

namespace Fusionize.Build.Tests;

/// <summary>CI gives each build a version of its own.</summary>
public sealed class Another_version(Shop shop) : IClassFixture<Shop>
{
    [Fact]
    public void Changes_the_zips_of_groups_that_read_it_and_no_others()
    {
        var app = shop.Create("Shop")
            .Replace("Tasks/Stock.cs", "\"stored by \"", "typeof(Stock).Assembly.GetName().Version + \" stored by \"");
        app.MustBuild("-p:Version=1.2.3");
        var before = app.Hashes;
        app.MustBuild("-p:Version=2.0.0-ci.12345+sha");
        Assert.Equal(before["Order"], app.Hashes["Order"]);
        Assert.Equal(before["Price"], app.Hashes["Price"]);
        Assert.NotEqual(before["Save"], app.Hashes["Save"]);
    }

    [Theory]
    [InlineData("-p:LangVersion=10", "C# 10")]
    [InlineData("-p:LangVersion=9.0", "C# 9.0")]
    [InlineData("-p:TargetFramework=net8.0", "net8.0")]
    [InlineData("-p:TargetFramework=netstandard2.0", "netstandard2.0")]
    public void Of_framework_or_language_is_named_where_it_is_too_old(string property, string named)
    {
        var result = shop.Create("Old").Build(property);
        Assert.False(result.Succeeded);
        Assert.Contains("error FZ1026", result.Output, StringComparison.Ordinal);
        Assert.Contains(named, result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("error CS", result.Output, StringComparison.Ordinal);
    }
}
