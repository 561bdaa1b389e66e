using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Fusionize.Build.Fusing;

namespace Fusionize.Generators.Tests.HostMode;

/// <summary>The library of functions without routes or without triggers.</summary>
public sealed class LibraryHooksTests
{
    private const string Routes = "HttpRouting",
        Events = "EventRouting";

    // Makes the linker's assemblies known, of which the removal uses one.
    private static readonly Linker s_linker = new(Path.Combine(AppContext.BaseDirectory, "illink", "illink.dll"));

    [Theory]
    [InlineData("--feature Fusionize.HttpRoutes false", false, true)]
    [InlineData("--feature Fusionize.EventTriggers false", true, false)]
    [InlineData("--feature Fusionize.HttpRoutes false --feature Fusionize.EventTriggers false", false, false)]
    public void The_library_has_no_trace_of_what_is_off(string arguments, bool hasRoutes, bool hasEvents)
    {
        GC.KeepAlive(s_linker);
        var library = typeof(FusionTaskAttribute).Assembly.Location;
        var folder = Directory.CreateTempSubdirectory("fusionize-hook-").FullName;
        try
        {
            var plain = Path.Combine(folder, "Fusionize.dll");
            LibraryHooks.Remove(library, plain, LibraryHooks.Off(arguments.Split(' ')));
            Assert.Equal((true, true), (AsksFor(library, Routes), AsksFor(library, Events)));
            Assert.Equal((hasRoutes, hasEvents), (AsksFor(plain, Routes), AsksFor(plain, Events)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("--feature Fusionize.HttpRoutes false", 1)]
    [InlineData("--feature Fusionize.HttpRoutes true", 0)]
    [InlineData("--feature Fusionize.Other false -reference Fusionize.HttpRoutes", 0)]
    [InlineData("--feature Fusionize.EventTriggers false --feature Fusionize.HttpRoutes false", 2)]
    public void The_linkers_arguments_say_what_is_off(string arguments, int count) =>
        Assert.Equal(count, LibraryHooks.Off(arguments.Split(' ')).Count);

    /// <summary>Else a copy of a task would depend on its routes and triggers.</summary>
    [Fact]
    public void The_linker_removes_every_attribute_of_routes_and_triggers()
    {
        string[] stay =
        [
            nameof(FusionTaskAttribute),
            nameof(FusionServiceAttribute),
            nameof(IsolateByCopyingAttribute),
            nameof(TaskPermissionAttribute),
        ];
        Assert.Equal(
            typeof(FusionTaskAttribute)
                .Assembly.GetExportedTypes()
                .Where(t => t.IsSubclassOf(typeof(Attribute)) && !t.IsAbstract && !stay.Contains(t.Name))
                .Select(t => t.Name)
                .Order(StringComparer.Ordinal),
            Packaging.Fusing.LinkAttributes.Entries.Select(n => n + "Attribute").Order(StringComparer.Ordinal)
        );
    }

    /// <summary>Whether a method reads the switch.</summary>
    private static bool AsksFor(string file, string type)
    {
        using var pe = new PEReader(File.OpenRead(file));
        var metadata = pe.GetMetadataReader();
        var isOn = metadata.MethodDefinitions.Single(m =>
            metadata.GetMethodDefinition(m) is var method
            && metadata.GetString(method.Name) == "get_IsOn"
            && metadata.GetString(metadata.GetTypeDefinition(method.GetDeclaringType()).Name) == type
        );
        byte[] call = [0x28, .. BitConverter.GetBytes(MetadataTokens.GetToken(isOn))];
        return metadata
            .MethodDefinitions.Select(m => metadata.GetMethodDefinition(m).RelativeVirtualAddress)
            .Where(address => address != 0)
            .Any(address => pe.GetMethodBody(address).GetILBytes().AsSpan().IndexOf(call) >= 0);
    }
}
