namespace Fusionize.Packaging.Fusing;

/// <summary>
/// The attributes that the linker removes from the application's metadata. They are read at build time only, and with them every zip would depend on
/// every task and on the commit, and a copy of a task would depend on the task's routes and triggers.
/// </summary>
internal static class LinkAttributes
{
    /// <summary>The attributes of routes and triggers.</summary>
    internal static readonly string[] Entries =
    [
        "HttpGet",
        "HttpPost",
        "HttpPut",
        "HttpPatch",
        "HttpDelete",
        "FromRoute",
        "FromQuery",
        "FromHeader",
        "FromCookie",
        "FromForm",
        "FromBody",
        "Cors",
        "SqsTrigger",
        "SnsTrigger",
        "S3Trigger",
        "EventBridgeTrigger",
        "DynamoDbStreamTrigger",
        "KinesisTrigger",
        "Schedule",
    ];

    public static readonly string Source = $"""
        <linker>
          <assembly fullname="*">
            <type fullname="System.Reflection.AssemblyMetadataAttribute">
              <attribute internal="RemoveAttributeInstances" />
            </type>
          </assembly>
          <assembly fullname="Fusionize">
        {string.Join("\n", Entries.Select(Removed))}
          </assembly>
        </linker>

        """;

    private static string Removed(string name) =>
        $"    <type fullname=\"Fusionize.{name}Attribute\"><attribute internal=\"RemoveAttributeInstances\" /></type>";
}
