using System.IO.Compression;
using System.Security.Cryptography;
using Fusionize.Aws.Lambda;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Aws;

/// <summary>Every operation that manages functions, as any implementation of the service must answer it.</summary>
public abstract class LambdaContract
{
    protected abstract AmazonLambdaClient Lambda();

    public virtual async Task A_function_is_created_changed_published_and_deleted()
    {
        using var lambda = Lambda();
        var name = Name();
        var zip = Zip("a");
        var created = await lambda.CreateFunctionAsync(Create(name, zip));
        Assert.Equal(name, created.FunctionName);
        Assert.Equal("dotnet10", created.Runtime);
        Assert.Equal(Convert.ToBase64String(SHA256.HashData(zip)), created.CodeSha256);
        Assert.Equal("one", created.Environment!.Variables!["FUSIONIZE_SETUP"]);
        Assert.Equal(["arm64"], created.Architectures!);

        var code = await lambda.UpdateFunctionCodeAsync(
            new()
            {
                FunctionName = name,
                ZipFile = new(Zip("b")),
                Architectures = ["arm64"],
            }
        );
        Assert.NotEqual(created.CodeSha256, code.CodeSha256);
        var changed = await lambda.UpdateFunctionConfigurationAsync(
            new()
            {
                FunctionName = name,
                MemorySize = 256,
                Environment = new() { Variables = new() { ["NAME"] = "ä" } },
            }
        );
        Assert.Equal(256, changed.MemorySize);
        Assert.True(changed.IsReady());

        var configuration = await lambda.GetFunctionConfigurationAsync(new() { FunctionName = name });
        Assert.Equal("ä", configuration.Environment!.Variables!["NAME"]);
        Assert.Equal(code.CodeSha256, configuration.CodeSha256);

        var published = await lambda.PublishVersionAsync(new() { FunctionName = name, Description = "setup one" });
        Assert.Equal("1", published.Version);
        var versions = await lambda.VersionsAsync(name).ToListAsync();
        Assert.Contains(versions, v => v.Version == "1");

        var function = await lambda.GetFunctionAsync(new() { FunctionName = name, Qualifier = "1" });
        Assert.Equal(code.CodeSha256, function.Configuration!.CodeSha256);
        Assert.Contains(name, (await lambda.FunctionsAsync(name).ToListAsync()).Select(f => f.FunctionName));

        await lambda.DeleteFunctionAsync(new() { FunctionName = name });
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => lambda.GetFunctionAsync(new() { FunctionName = name }));
    }

    public virtual async Task An_alias_is_created_moved_weighted_listed_and_deleted()
    {
        using var lambda = Lambda();
        var name = Name();
        await lambda.CreateFunctionAsync(Create(name, Zip("a")));
        await lambda.PublishVersionAsync(new() { FunctionName = name });
        await lambda.UpdateFunctionCodeAsync(new() { FunctionName = name, ZipFile = new(Zip("b")) });
        await lambda.PublishVersionAsync(new() { FunctionName = name });

        var alias = await lambda.CreateAliasAsync(
            new()
            {
                FunctionName = name,
                Name = "live",
                FunctionVersion = "1",
                Description = "d",
            }
        );
        Assert.Equal("1", alias.FunctionVersion);
        var weighted = await lambda.UpdateAliasAsync(
            new()
            {
                FunctionName = name,
                Name = "live",
                FunctionVersion = "1",
                RoutingConfig = new() { AdditionalVersionWeights = new() { ["2"] = 0.25 } },
            }
        );
        Assert.Equal(0.25, weighted.RoutingConfig!.AdditionalVersionWeights!["2"]);
        var moved = await lambda.UpdateAliasAsync(
            new()
            {
                FunctionName = name,
                Name = "live",
                FunctionVersion = "2",
                RoutingConfig = new() { AdditionalVersionWeights = [] },
            }
        );
        Assert.Equal("2", moved.FunctionVersion);
        Assert.Equal("2", (await lambda.GetAliasAsync(new() { FunctionName = name, Name = "live" })).FunctionVersion);
        Assert.Equal(["live"], (await lambda.AliasesAsync(name).ToListAsync()).Select(a => a.Name!));

        await lambda.DeleteAliasAsync(new() { FunctionName = name, Name = "live" });
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => lambda.GetAliasAsync(new() { FunctionName = name, Name = "live" }));
    }

    public virtual async Task What_exists_already_is_a_conflict()
    {
        using var lambda = Lambda();
        var name = Name();
        await lambda.CreateFunctionAsync(Create(name, Zip("a")));
        var error = await Assert.ThrowsAsync<ResourceConflictException>(() => lambda.CreateFunctionAsync(Create(name, Zip("a"))));
        Assert.Equal("ResourceConflictException", error.ErrorCode);
        Assert.Contains(name, error.Message);
    }

    private static string Name() => "contract-" + Guid.NewGuid().ToString("n")[..12];

    private static CreateFunctionRequest Create(string name, byte[] zip) =>
        new()
        {
            FunctionName = name,
            Runtime = Runtime.Dotnet10,
            Role = MotoServer.Role,
            Handler = "App.Function",
            Code = new() { ZipFile = new(zip) },
            Timeout = 60,
            MemorySize = 128,
            Architectures = [Architecture.Arm64],
            Environment = new() { Variables = new() { ["FUSIONIZE_SETUP"] = "one" } },
            Tags = new() { ["fusionize"] = "test" },
        };

    internal static byte[] Zip(string content)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            var entry = zip.CreateEntry("bootstrap");
            entry.LastWriteTime = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
            using var writer = new StreamWriter(entry.Open());
            writer.Write(content);
        }
        return bytes.ToArray();
    }
}
