namespace Fusionize.Packaging.Fusing;

/// <summary>What the linker drops from the application's metadata: what is read at build time only, and would tie every zip to every task and to the
/// commit.</summary>
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
