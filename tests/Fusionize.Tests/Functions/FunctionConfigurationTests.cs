using Fusionize.Configuration;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Functions;

/// <summary>The configuration that a function's tasks ask for.</summary>
public sealed class FunctionConfigurationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new("fusionize-configuration-");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Settings_come_from_the_files_and_then_from_the_environment()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "appsettings.json"), """{"Shop":{"Currency":"EUR","Rate":1.5,"Tags":["a","b"]},"A":"file"}""");
        File.WriteAllText(Path.Combine(_folder.Path, "appsettings.Production.json"), """{"Shop":{"Rate":2}}""");
        var name = "FUSIONIZE_TEST_" + Guid.NewGuid().ToString("n");
        Environment.SetEnvironmentVariable(name + "__Key", "variable");

        var configuration = FunctionConfiguration.NewBuilder(_folder.Path).Build();

        Assert.Equal(("EUR", "2", "b"), (configuration["Shop:Currency"], configuration["shop:rate"], configuration["Shop:Tags:1"]));
        Assert.Equal("variable", configuration[name + ":Key"]);
        Environment.SetEnvironmentVariable(name + "__Key", null);
    }

    [Fact]
    public void Without_files_there_is_the_environment() => Assert.Null(FunctionConfiguration.NewBuilder(_folder.Path).Build()["Shop:Currency"]);

    [Fact]
    public void A_file_that_cannot_be_read_is_named()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "appsettings.json"), "{");

        var error = Assert.Throws<InvalidDataException>(() => FunctionConfiguration.NewBuilder(_folder.Path));

        Assert.StartsWith("'appsettings.json' can't be read: ", error.Message);
    }
}
