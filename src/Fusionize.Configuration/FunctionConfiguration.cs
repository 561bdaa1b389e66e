using Microsoft.Extensions.Configuration;

namespace Fusionize.Configuration;

/// <summary>
/// Provides the configuration that constructors of task classes and parameters of services ask for. An application's own provider of
/// <see cref="IConfiguration"/> takes precedence.
/// </summary>
public static class FunctionConfiguration
{
    /// <summary>
    /// The configuration: <c>appsettings.json</c>, <c>appsettings.ENVIRONMENT.json</c> and environment variables, where the later one wins. The
    /// environment's name is <c>DOTNET_ENVIRONMENT</c>, by default Production. Each file may be absent.
    /// </summary>
    /// <exception cref="InvalidDataException">A file isn't valid.</exception>
    [FusionService]
    public static IConfiguration Configuration() => NewBuilder().Build();

    /// <summary>The same sources, to which an application can add its own: <c>FunctionConfiguration.NewBuilder().AddMine().Build()</c>.</summary>
    public static IConfigurationBuilder NewBuilder() => NewBuilder(AppContext.BaseDirectory);

    internal static IConfigurationBuilder NewBuilder(string directory)
    {
        var environment = Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") is { Length: > 0 } name ? name : "Production";
        var builder = new ConfigurationBuilder();
        AddFile(builder, Path.Combine(directory, "appsettings.json"));
        AddFile(builder, Path.Combine(directory, $"appsettings.{environment}.json"));
        return builder.AddEnvironmentVariables();
    }

    /// <summary>
    /// Read at once, as a stream: a function's files never change, and the provider for files would bring code that watches them.
    /// </summary>
    private static void AddFile(ConfigurationBuilder builder, string file)
    {
        if (!File.Exists(file))
            return;
        var content = File.ReadAllBytes(file);
        try
        {
            builder.AddConfiguration(new ConfigurationBuilder().AddJsonStream(new MemoryStream(content)).Build());
        }
        catch (Exception e) when (e is FormatException or InvalidDataException or System.Text.Json.JsonException)
        {
            throw new InvalidDataException($"'{Path.GetFileName(file)}' can't be read: {e.Message}", e);
        }
    }
}
