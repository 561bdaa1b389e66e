using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fusionize.Setups.Stores;

/// <summary>The document with the pointer to the current setup.</summary>
internal static class PointerJson
{
    // A pointer decides what is deployed, so unknown members of a later version are an error, unlike in the record of a round.
    private static readonly JsonSerializerOptions Strict = new(StoredJson.Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    public static byte[] Write(string app, string setupId, long sequence, SetupPin? pin) =>
        JsonSerializer.SerializeToUtf8Bytes(new PointerFile(SetupJson.FormatVersion, app, setupId, sequence, pin?.Tidied()), Strict);

    public static StoredPointer Read(StoredDocument stored, string location)
    {
        var pointer = StoredJson.Read<PointerFile>(stored.Content, location, Strict);
        if (pointer.Fusionize != SetupJson.FormatVersion)
            throw StoredJson.Corrupt(location, $"version {pointer.Fusionize} of the format isn't known");
        if (!SetupNames.IsAppName(pointer.App) || !SetupNames.IsSetupId(pointer.Setup) || pointer.Sequence < 1)
            throw StoredJson.Corrupt(location, "a member has an invalid value");
        return new(pointer.App, pointer.Setup, pointer.Sequence, stored.Version, pointer.Pinned?.Tidied());
    }

    private sealed record PointerFile(int Fusionize, string App, string Setup, long Sequence, SetupPin? Pinned = null);
}
