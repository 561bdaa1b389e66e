using System.Globalization;
using System.Text.RegularExpressions;
using Fusionize.Local;
using Fusionize.Tests.Deployment;
using Fusionize.Tests.Infrastructure;
using Xunit.Abstractions;

namespace Fusionize.Tests.Local;

/// <summary>The smallest function has 7 % of a CPU, and its first failure takes long: it must begin early enough to report it.</summary>
public class DeadlineTests(ITestOutputHelper output)
{
    private const int Seconds = 3;

    [TheoryIfCgroups]
    [InlineData("forever")]
    [InlineData("busy")]
    public async Task A_function_of_128_MB_tells_that_its_time_is_over(string word)
    {
        await using var platform = await TestPlatform.StartAsync(new LocalPlatformOptions());
        await platform.Client.CreateAsync("relay", RelayFunction.Zip($"A  {word}"), memory: 128, timeout: Seconds, handler: RelayFunction.Handler);

        var answer = await platform.Client.InvokeAsync("relay");
        await platform.IdleAsync();

        var report = (await platform.Client.MessagesAsync("relay")).Single(m => m.StartsWith("REPORT", StringComparison.Ordinal));
        var ms = double.Parse(Regex.Match(report, @"Duration: ([\d.]+) ms").Groups[1].Value, CultureInfo.InvariantCulture);
        output.WriteLine($"{word}: answered {(Seconds * 1000) - ms:0} ms before the end");
        Assert.Contains("Canceled", answer.Body);
    }
}
