using System.Text.Json;
using Fusionize.Local.Protocol;

namespace Fusionize.Local.Functions;

/// <summary>Refuses settings that would be stored without effect, because their users would rely on them.</summary>
internal static class UnsupportedMembers
{
    public static void Check(IUnsupportedMembers body)
    {
        Refuse("Layers", body.Layers is { Length: > 0 }, "put what the layer holds into the package");
        Refuse("SnapStart", body.SnapStart?.ApplyOn is not (null or "None"), "instances start from the package");
        Refuse("FileSystemConfigs", body.FileSystemConfigs is { Length: > 0 }, "functions see this machine's file system");
        Refuse("KMSKeyArn", !string.IsNullOrEmpty(body.KMSKeyArn), "environment variables aren't encrypted");
        Refuse("ImageConfig", IsSet(body.ImageConfig), "it runs zip packages only, no images");
        Refuse("DurableConfig", IsSet(body.DurableConfig), "an execution lasts for one invocation");
        Refuse("CapacityProviderConfig", IsSet(body.CapacityProviderConfig), "functions run on this machine");
        Refuse("TenancyConfig", IsSet(body.TenancyConfig), "instances serve all tenants");
    }

    private static bool IsSet(JsonElement? member) =>
        member is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } given
        && !(given.ValueKind == JsonValueKind.Object && !given.EnumerateObject().Any());

    private static void Refuse(string member, bool given, string instead)
    {
        if (given)
            throw LambdaError.InvalidParameter($"The local platform has no {member}: {instead}.");
    }
}
