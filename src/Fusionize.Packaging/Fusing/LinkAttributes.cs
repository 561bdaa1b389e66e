namespace Fusionize.Packaging.Fusing;

/// <summary>
/// The attributes that the linker removes from the application's metadata. They are read at build time only, and with them every zip would depend on
/// every task and on the commit.
/// </summary>
internal static class LinkAttributes
{
    public const string Source = """
        <linker>
          <assembly fullname="*">
            <type fullname="System.Reflection.AssemblyMetadataAttribute">
              <attribute internal="RemoveAttributeInstances" />
            </type>
          </assembly>
        </linker>

        """;
}
