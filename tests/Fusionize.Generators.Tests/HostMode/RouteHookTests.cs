using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Fusionize.Build.Fusing;

namespace Fusionize.Generators.Tests.HostMode;

/// <summary>The library of functions without routes.</summary>
public sealed class RouteHookTests
{
    // Makes the linker's assemblies known, of which the removal uses one.
    private static readonly Linker s_linker = new(Path.Combine(AppContext.BaseDirectory, "illink", "illink.dll"));

    [Fact]
    public void Without_routes_the_loop_has_no_trace_of_them()
    {
        GC.KeepAlive(s_linker);
        var library = typeof(FusionTaskAttribute).Assembly.Location;
        var folder = Directory.CreateTempSubdirectory("fusionize-hook-").FullName;
        try
        {
            var plain = Path.Combine(folder, "Fusionize.dll");
            RouteHook.Remove(library, plain);
            Assert.True(AsksForRoutes(library));
            Assert.False(AsksForRoutes(plain));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("--feature Fusionize.HttpRoutes false", true)]
    [InlineData("--feature Fusionize.HttpRoutes true", false)]
    [InlineData("--feature Fusionize.Other false -reference Fusionize.HttpRoutes", false)]
    public void The_linkers_arguments_say_whether_there_are_routes(string arguments, bool isOff) =>
        Assert.Equal(isOff, RouteHook.IsOff(arguments.Split(' ')));

    /// <summary>Whether a method outside of the namespace of routes reads the switch.</summary>
    private static bool AsksForRoutes(string file)
    {
        using var pe = new PEReader(File.OpenRead(file));
        var metadata = pe.GetMetadataReader();
        var isOn = metadata.MethodDefinitions.Single(m =>
            metadata.GetMethodDefinition(m) is var method
            && metadata.GetString(method.Name) == "get_IsOn"
            && metadata.GetString(metadata.GetTypeDefinition(method.GetDeclaringType()).Name) == "HttpRouting"
        );
        byte[] call = [0x28, .. BitConverter.GetBytes(MetadataTokens.GetToken(isOn))];
        return metadata
            .MethodDefinitions.Select(m => metadata.GetMethodDefinition(m).RelativeVirtualAddress)
            .Where(address => address != 0)
            .Any(address => pe.GetMethodBody(address).GetILBytes().AsSpan().IndexOf(call) >= 0);
    }
}
