using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Fusionize.Build.Tests.Infrastructure;

namespace Fusionize.Build.Tests;

public sealed class One_host_for_all_groups(Shop shop) : IClassFixture<Shop>
{
    private const string Messages = """
        using Fusionize;

        namespace Billing { public enum State { Open, Paid } public sealed record Line(int Cents); }
        namespace Shipping { public enum State { Packed, Sent } public sealed record Line(string Box); }

        public sealed record T0(int A);
        public sealed record Options(int B);
        public sealed record Default(int C);
        public sealed record item(int D);
        public sealed record Item(int E);
        public sealed record Order(
            Billing.State B, Shipping.State S, IReadOnlyList<Billing.Line> Bills, IReadOnlyList<Shipping.Line> Boxes,
            T0 T, Options O, Default De, item Small, Item Large);

        [System.Text.Json.Serialization.JsonDerivedType(typeof(Circle), "circle")]
        [System.Text.Json.Serialization.JsonDerivedType(typeof(Square), "square")]
        public abstract record Shape;
        public sealed record Circle(double Radius) : Shape;
        public sealed record Square(Side Side) : Shape;
        public sealed record Side(double Length);

        public static class App
        {
            [FusionTask(Entry = true)] public static Task<Order> Echo(Order order) => Task.FromResult(order);
            [FusionTask] public static Task<Shape> Draw(Shape shape) => Task.FromResult(shape);
            [FusionTask(Entry = true)] public static async Task<int> Run() => (await Draw(new Circle(1))) is Circle ? 1 : 0;
        }
        """;

    private static AppProject Create(Packages packages, string name) =>
        new AppProject(packages.NewFolder(name), "App.csproj")
            .Write(
                "App.csproj",
                $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup>
                    <TargetFramework>net10.0</TargetFramework>
                    <Nullable>enable</Nullable>
                    <ImplicitUsings>enable</ImplicitUsings>
                    <NoWarn>$(NoWarn);CS8981</NoWarn>
                  </PropertyGroup>
                  <ItemGroup><PackageReference Include="Fusionize.Build" Version="{packages.Version}" /></ItemGroup>
                </Project>
                """
            );

    [Fact]
    public async Task Carries_types_of_one_name_and_types_called_like_its_own_members()
    {
        var app = Create(shop.Packages, "Names").Write("App.cs", Messages);
        var result = app.MustBuild();
        Assert.DoesNotContain("SYSLIB", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("warning", result.Output.Replace("0 Warning(s)", "", StringComparison.Ordinal), StringComparison.Ordinal);
        const string Order =
            """{"b":1,"s":1,"bills":[{"cents":3}],"boxes":[{"box":"x"}],"t":{"a":1},"o":{"b":2},"de":{"c":3},"small":{"d":4},"large":{"e":5}}""";
        Assert.Equal(Order, await Answers.OfAsync(app, "Echo", $$"""{"order":{{Order}}}"""));
        const string Shape = """{"$type":"square","side":{"length":2}}""";
        Assert.Equal(Shape, await Answers.OfAsync(app, "Draw", $$"""{"shape":{{Shape}}}"""));
    }

    [Fact]
    public void Is_cut_to_what_a_group_has_of_it()
    {
        var groups = shop.Built.Groups;
        var price = Names(Path.Combine(groups, "Price", "Fusionize.Function.dll"));
        Assert.Contains("Serve_Price", price);
        Assert.DoesNotContain("Serve_Order", price);
        // A group without the cart has nothing of it: this fails where a newer generator writes the context in another way.
        Assert.DoesNotContain(References(Path.Combine(groups, "Price", "Fusionize.Function.dll")), t => t == "Shop.Cart");
        Assert.Contains(References(Path.Combine(groups, "Order", "Fusionize.Function.dll")), t => t == "Shop.Cart");
        Assert.Contains("Serve_Order", Names(Path.Combine(groups, ".host", "Fusionize.Function.dll")));
    }

    private static List<string> Names(string assembly)
    {
        using var pe = new PEReader(File.OpenRead(assembly));
        var metadata = pe.GetMetadataReader();
        return [.. metadata.MethodDefinitions.Select(m => metadata.GetString(metadata.GetMethodDefinition(m).Name))];
    }

    private static List<string> References(string assembly)
    {
        using var pe = new PEReader(File.OpenRead(assembly));
        var metadata = pe.GetMetadataReader();
        return
        [
            .. metadata
                .TypeReferences.Select(metadata.GetTypeReference)
                .Select(t => $"{metadata.GetString(t.Namespace)}.{metadata.GetString(t.Name)}"),
        ];
    }
}
