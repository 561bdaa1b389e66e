using System.IO.Compression;
using Fusionize.Build.Tests.Infrastructure;

namespace Fusionize.Build.Tests;

public sealed class The_package(Shop shop) : IClassFixture<Shop>
{
    [Fact]
    public void Holds_exactly_what_it_should()
    {
        using var zip = ZipFile.OpenRead(shop.Packages.Package);
        var files = zip
            .Entries.Select(e => e.FullName)
            .Where(f => !f.StartsWith("_rels/") && !f.StartsWith("package/") && f != "[Content_Types].xml")
            .Order(StringComparer.Ordinal);
        Assert.Equal(
            [
                "Fusionize.Build.nuspec",
                "README.md",
                "analyzers/dotnet/cs/Fusionize.CodeFixes.dll",
                "analyzers/dotnet/cs/Fusionize.Generators.dll",
                "build/Fusionize.Build.Deploy.targets",
                "build/Fusionize.Build.Group.targets",
                "build/Fusionize.Build.props",
                "build/Fusionize.Build.targets",
                "buildTransitive/Fusionize.Build.props",
                "buildTransitive/Fusionize.Build.targets",
                "lib/net10.0/Fusionize.dll",
                "lib/net10.0/Fusionize.pdb",
                "lib/net10.0/Fusionize.xml",
                "lib/net9.0/Fusionize.dll",
                "lib/net9.0/Fusionize.pdb",
                "lib/net9.0/Fusionize.xml",
                "tasks/net10.0/AWSSDK.Core.dll",
                "tasks/net10.0/AWSSDK.Extensions.Numerics.dll",
                "tasks/net10.0/AWSSDK.S3.dll",
                "tasks/net10.0/AWSSDK.SSO.dll",
                "tasks/net10.0/AWSSDK.SSOOIDC.dll",
                "tasks/net10.0/AWSSDK.SecurityToken.dll",
                "tasks/net10.0/Fusionize.Aws.dll",
                "tasks/net10.0/Fusionize.Build.deps.json",
                "tasks/net10.0/Fusionize.Build.dll",
                "tasks/net10.0/Fusionize.Deployment.dll",
                "tasks/net10.0/Fusionize.Packaging.dll",
                "tasks/net10.0/Fusionize.Records.dll",
                "tasks/net10.0/Fusionize.Setups.dll",
                "tasks/net10.0/Fusionize.dll",
                "tasks/net10.0/System.IO.Hashing.dll",
                "tasks/net10.0/illink/Mono.Cecil.Mdb.dll",
                "tasks/net10.0/illink/Mono.Cecil.Pdb.dll",
                "tasks/net10.0/illink/Mono.Cecil.Rocks.dll",
                "tasks/net10.0/illink/Mono.Cecil.dll",
                "tasks/net10.0/illink/THIRD-PARTY-NOTICES.TXT",
                "tasks/net10.0/illink/illink.deps.json",
                "tasks/net10.0/illink/illink.dll",
                "tasks/net10.0/illink/illink.runtimeconfig.json",
            ],
            files
        );
    }

    [Fact]
    public void Asks_for_the_compiler_that_its_plug_in_was_made_for()
    {
        using var zip = ZipFile.OpenRead(shop.Packages.Package);
        using var targets = new StreamReader(zip.GetEntry("build/Fusionize.Build.targets")!.Open());
        var asked = System
            .Text.RegularExpressions.Regex.Match(targets.ReadToEnd(), @"VersionLessThan\('\$\(CompilerApiVersion[^']*', '([\d.]+)'")
            .Groups[1]
            .Value;
        using var plugIn = new MemoryStream();
        using (var entry = zip.GetEntry("analyzers/dotnet/cs/Fusionize.Generators.dll")!.Open())
            entry.CopyTo(plugIn);
        plugIn.Position = 0;
        using var pe = new System.Reflection.PortableExecutable.PEReader(plugIn);
        var metadata = System.Reflection.Metadata.PEReaderExtensions.GetMetadataReader(pe);
        var needed = metadata
            .AssemblyReferences.Select(metadata.GetAssemblyReference)
            .Single(r => metadata.GetString(r.Name) == "Microsoft.CodeAnalysis.CSharp")
            .Version;
        Assert.Equal($"{needed.Major}.{needed.Minor}", asked);
    }

    [Fact]
    public void Depends_on_no_other_package()
    {
        using var zip = ZipFile.OpenRead(shop.Packages.Package);
        using var nuspec = new StreamReader(zip.GetEntry("Fusionize.Build.nuspec")!.Open());
        var text = nuspec.ReadToEnd();
        Assert.DoesNotContain("<dependency ", text, StringComparison.Ordinal);
        Assert.Contains("<license type=\"expression\">Apache-2.0</license>", text, StringComparison.Ordinal);
        Assert.Contains("<readme>README.md</readme>", text, StringComparison.Ordinal);
    }
}
