using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Fusionize.Engine.Optimization.Monitoring;

namespace Fusionize.Engine.Setups;

/// <summary>The store's objects beside setups, the same bytes whatever keeps them: the pointer, and rounds.</summary>
internal static class StoreJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        AllowDuplicateProperties = false,
        NumberHandling = JsonNumberHandling.Strict,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        MaxDepth = 8,
    };

    // A pointer decides what gets deployed: unlike a round's record it has no room for fields of a later version.
    private static readonly JsonSerializerOptions StrictOptions = new(Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    public static byte[] WritePointer(string app, string setupId, long sequence, SetupPin? pin)
        => JsonSerializer.SerializeToUtf8Bytes(new PointerFile(SetupJson.FormatVersion, app, setupId, sequence, pin?.Tidied()), StrictOptions);

    /// <param name="version">What the store compares; null: the content's hash.</param>
    public static StoredPointer ReadPointer(ReadOnlySpan<byte> utf8, string location, string? version = null)
    {
        var pointer = Read<PointerFile>(utf8, location, StrictOptions);
        if (pointer.Fusionize != SetupJson.FormatVersion)
            throw Corrupt(location, $"version {pointer.Fusionize} of the format isn't known");
        if (!SetupNames.IsAppName(pointer.App) || !SetupNames.IsSetupId(pointer.Setup) || pointer.Sequence < 1)
            throw Corrupt(location, "a field holds what can't stand there");
        return new(pointer.App, pointer.Setup, pointer.Sequence, version ?? Hash(utf8), pointer.Pinned?.Tidied());
    }

    public static byte[] WriteRound(RoundRecord round) => JsonSerializer.SerializeToUtf8Bytes(round, Options);

    public static RoundRecord ReadRound(ReadOnlySpan<byte> utf8, string location) => Read<RoundRecord>(utf8, location, Options);

    public static byte[] WriteLease(DeployLease lease) => JsonSerializer.SerializeToUtf8Bytes(lease, Options);

    public static StoredLease ReadLease(ReadOnlySpan<byte> utf8, string location, string? version = null)
        => new(Read<DeployLease>(utf8, location, Options), version ?? Hash(utf8));

    public static byte[] WritePlan(SamplingPlan plan) => JsonSerializer.SerializeToUtf8Bytes(plan, Options);

    public static StoredPlan ReadPlan(ReadOnlySpan<byte> utf8, string app, string location, string? version = null)
    {
        var plan = Read<SamplingPlan>(utf8, location, Options);
        return plan.App == app && plan.LotRequests > 0 && (plan.SetupId is null || SetupNames.IsSetupId(plan.SetupId))
            ? new(plan, version ?? Hash(utf8))
            : throw Corrupt(location, "a field holds what can't stand there");
    }

    /// <summary>Reads a stored setup and checks that it is the one that its place names.</summary>
    public static FusionSetup ReadSetup(ReadOnlySpan<byte> utf8, string id, string location)
    {
        var setup = FusionSetup.Parse(utf8, location);
        return setup.Id == id ? setup : throw new SetupException(SetupCodes.WrongId, location, "id", $"This is setup '{setup.Id}', not '{id}'.");
    }

    public static string Hash(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static T Read<T>(ReadOnlySpan<byte> utf8, string location, JsonSerializerOptions options)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(utf8, options) ?? throw Corrupt(location, "it holds only null");
        }
        // ArgumentException: a record's constructor refuses the values.
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw Corrupt(location, e.Message, e);
        }
    }

    private static StoreException Corrupt(string location, string why, Exception? inner = null)
        => new(StoreCodes.Corrupt, location, $"Torn or not written by Fusionize: {why.TrimEnd('.')}.", inner);

    private sealed record PointerFile(int Fusionize, string App, string Setup, long Sequence, SetupPin? Pinned = null);
}
