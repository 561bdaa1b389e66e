using System.Text;
using Fusionize.Logging;
using Microsoft.Extensions.Logging;

namespace Fusionize.Tests.Logging;

/// <summary>What a logger writes, line by line.</summary>
internal sealed class LogLines(bool isJson = true, LogLevel level = LogLevel.Trace)
{
    public List<string> Written { get; } = [];

    public string Last => Written[^1];

    public ILogger Logger(string category = "Shop.Orders") =>
        new FunctionLoggerFactory(new LogSettings(isJson, level), line => Written.Add(Encoding.UTF8.GetString(line))).CreateLogger(category);
}
