using Fusionize.Local.Execution;
using Fusionize.Local.Functions;
using Fusionize.Local.Packages;
using Fusionize.Local.Protocol;
using Microsoft.AspNetCore.Http;

namespace Fusionize.Local.Lambda;

/// <summary>The operations that create, read, change and delete functions.</summary>
internal sealed class FunctionApi(FunctionCatalog catalog, CodeBucket bucket, Action<string>? log)
{
    public const int MaxBody = 72 * 1024 * 1024; // a 50 MB zip in base64, and the other members
    private const int MaxZip = 50 * 1024 * 1024;

    public async Task CreateAsync(HttpContext http)
    {
        var body = JsonBody.Parse(await Bodies.ReadAsync(http, MaxBody, "CreateFunction"), LambdaJson.Default.CreateFunctionBody);
        var name = FunctionName.Parse(body.FunctionName ?? throw LambdaError.Validation("FunctionName is required."), null).Name;
        if (body.PackageType is not (null or "Zip"))
            throw LambdaError.InvalidParameter("The local platform runs zip packages only, no images.");
        if (!string.IsNullOrEmpty(body.CodeSigningConfigArn))
            throw LambdaError.InvalidParameter("The local platform has no CodeSigningConfigArn: it doesn't check signatures of code.");
        UnsupportedMembers.Check(body);
        var configuration = new FunctionConfiguration
        {
            Name = name,
            Runtime = FunctionRules.Runtime(body.Runtime),
            Role = FunctionRules.Role(body.Role),
            Handler = FunctionRules.Handler(body.Handler ?? ""),
            Description = FunctionRules.Description(body.Description),
            TimeoutSeconds = FunctionRules.Timeout(body.Timeout ?? 3),
            MemoryMB = FunctionRules.Memory(body.MemorySize ?? 128),
            Architecture = FunctionRules.Architecture(body.Architectures),
            Environment = FunctionRules.Environment(body.Environment?.Variables),
            Logging = FunctionRules.Logging(body.LoggingConfig, LoggingConfiguration.Default),
            TracesActively = FunctionRules.TracesActively(body.TracingConfig, false),
            EphemeralStorageMB = FunctionRules.EphemeralStorage(body.EphemeralStorage, 512),
            Subnets = FunctionRules.Subnets(body.VpcConfig, []),
            SecurityGroups = FunctionRules.SecurityGroups(body.VpcConfig, []),
            DeadLetterTarget = FunctionRules.DeadLetterTarget(body.DeadLetterConfig, ""),
            CodeSha256 = "",
            CodeSize = 0,
        };
        var tags = FunctionRules.Tags(body.Tags);
        var code = await CodeAsync(http, body.Code, "CreateFunction");
        var publish = body.Publish == true;
        await AnswerAsync(http, 201, catalog.Create(configuration, code, tags, publish), publish);
        Tell(configuration);
    }

    public async Task UpdateCodeAsync(HttpContext http, FunctionName name)
    {
        var body = JsonBody.Parse(await Bodies.ReadAsync(http, MaxBody, "UpdateFunctionCode"), LambdaJson.Default.UpdateCodeBody);
        var code = await CodeAsync(
            http,
            new(body.ZipFile, body.S3Bucket, body.S3Key, body.S3ObjectVersion, body.ImageUri, body.SourceKMSKeyArn),
            "UpdateFunctionCode"
        );
        var architecture = body.Architectures is null ? null : FunctionRules.Architecture(body.Architectures);
        var publish = body.Publish == true;
        await AnswerAsync(http, 200, catalog.UpdateCode(name.Name, code, architecture, body.RevisionId, publish, body.DryRun == true), publish);
    }

    public async Task UpdateConfigurationAsync(HttpContext http, FunctionName name)
    {
        var body = JsonBody.Parse(await Bodies.ReadAsync(http, MaxBody, "UpdateFunctionConfiguration"), LambdaJson.Default.UpdateConfigurationBody);
        UnsupportedMembers.Check(body);
        var updated = catalog.UpdateConfiguration(name.Name, body.RevisionId, old =>
            old with
            {
                Role = body.Role is { } role ? FunctionRules.Role(role) : old.Role,
                Handler = body.Handler is { } handler ? FunctionRules.Handler(handler) : old.Handler,
                Description = body.Description is { } description ? FunctionRules.Description(description) : old.Description,
                TimeoutSeconds = body.Timeout is { } t ? FunctionRules.Timeout(t) : old.TimeoutSeconds,
                MemoryMB = body.MemorySize is { } m ? FunctionRules.Memory(m) : old.MemoryMB,
                Environment = body.Environment is { } e ? FunctionRules.Environment(e.Variables) : old.Environment,
                Runtime = body.Runtime is { } r ? FunctionRules.Runtime(r) : old.Runtime,
                Logging = FunctionRules.Logging(body.LoggingConfig, old.Logging),
                TracesActively = FunctionRules.TracesActively(body.TracingConfig, old.TracesActively),
                EphemeralStorageMB = FunctionRules.EphemeralStorage(body.EphemeralStorage, old.EphemeralStorageMB),
                Subnets = FunctionRules.Subnets(body.VpcConfig, old.Subnets),
                SecurityGroups = FunctionRules.SecurityGroups(body.VpcConfig, old.SecurityGroups),
                DeadLetterTarget = FunctionRules.DeadLetterTarget(body.DeadLetterConfig, old.DeadLetterTarget),
            }
        );
        await AnswerAsync(http, 200, updated, false);
        if (body.VpcConfig is not null || body.Environment is not null)
            Tell(updated.Configuration);
    }

    private void Tell(FunctionConfiguration function)
    {
        if (function.Subnets.Length > 0)
            log?.Invoke($"{function.Name}: VpcConfig is kept and has no effect: functions are in this machine's network");
        if (function.Environment.ContainsKey(FunctionEnvironment.LambdaEndpoint))
            log?.Invoke($"{function.Name}: {FunctionEnvironment.LambdaEndpoint} is kept and has no effect: functions call this platform");
    }

    private async Task<byte[]> CodeAsync(HttpContext http, CodeBody? code, string operation)
    {
        if (!string.IsNullOrEmpty(code?.ImageUri))
            throw LambdaError.InvalidParameter("The local platform runs zip packages only, no images.");
        if (!string.IsNullOrEmpty(code?.SourceKMSKeyArn))
            throw LambdaError.InvalidParameter("The local platform has no SourceKMSKeyArn: it doesn't encrypt packages.");
        if (code?.ZipFile is { Length: > 0 } zip)
        {
            if (!string.IsNullOrEmpty(code.S3Bucket))
                throw LambdaError.InvalidParameter("Please do not provide other FunctionCode parameters when providing a ZipFile.");
            return zip.Length <= MaxZip ? zip : throw LambdaError.TooLarge(operation, MaxZip);
        }
        if (string.IsNullOrEmpty(code?.S3Bucket) || string.IsNullOrEmpty(code.S3Key))
            throw LambdaError.InvalidParameter("Please provide a source for function code.");
        return await bucket.ReadAsync(code.S3Bucket, code.S3Key, code.S3ObjectVersion, http.RequestAborted);
    }

    public Task GetConfigurationAsync(HttpContext http, FunctionName name) =>
        AnswerAsync(http, 200, catalog.Resolve(name), name.Qualifier is not null);

    public Task GetAsync(HttpContext http, FunctionName name)
    {
        var version = catalog.Resolve(name);
        var (tags, reserved) = catalog.Change(name.Name, f => (f.Tags.ToArray(), f.Concurrency.Reserved));
        return Answers.JsonAsync(http, 200, json =>
        {
            json.WriteStartObject();
            json.WritePropertyName("Configuration");
            LambdaAnswers.Configuration(json, catalog.Region, version, name.Qualifier is not null);
            json.WriteStartObject("Code");
            json.WriteString("RepositoryType", "Local");
            json.WriteString("Location", new Uri(version.Package.Directory).AbsoluteUri);
            json.WriteEndObject();
            if (tags.Length > 0)
                LambdaAnswers.Map(json, "Tags", tags);
            if (reserved is { } limit)
            {
                json.WriteStartObject("Concurrency");
                json.WriteNumber("ReservedConcurrentExecutions", limit);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        });
    }

    public Task ListAsync(HttpContext http)
    {
        var all = http.Request.Query["FunctionVersion"] == "ALL";
        var versions = catalog.Read(f => f.Values.SelectMany(x => all ? x.AllVersions : [x.Latest]).ToArray());
        return Pages.AnswerAsync(http, "Functions", versions, Key, (json, v) => LambdaAnswers.Configuration(json, catalog.Region, v, all));
    }

    /// <summary>Orders functions by name, and a function's versions by number after <c>$LATEST</c>.</summary>
    public static string Key(FunctionVersion version) =>
        version.Configuration.Name + "\0" + (int.TryParse(version.Version, out var number) ? number.ToString("D10") : "");

    public Task DeleteAsync(HttpContext http, FunctionName name)
    {
        catalog.Delete(name);
        http.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    private Task AnswerAsync(HttpContext http, int status, FunctionVersion version, bool qualified) =>
        Answers.JsonAsync(http, status, json => LambdaAnswers.Configuration(json, catalog.Region, version, qualified));
}
