namespace Fusionize.Build.Tests.Infrastructure;

/// <summary>
/// The application that the tests build: three tasks, of which one uses a package with a native library. Built once per run in a plain folder; other
/// builds are compared with that one. Each test class has a Shop of its own, so that test classes run side by side; what is built once they share.
/// </summary>
public sealed class Shop : IDisposable
{
    private static readonly Lazy<AppProject> s_built = new(() =>
    {
        var shop = new Shop();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => shop.Dispose();
        var app = shop.Create("Shop");
        app.MustBuild();
        return app;
    });

    public Packages Packages { get; } = new();

    /// <summary>A built application; not to be changed.</summary>
    public AppProject Built => s_built.Value;

    public AppProject Create(string folderName, bool centralVersions = false)
    {
        var app = new AppProject(Packages.NewFolder(folderName), "Shop.csproj");
        string Reference(string id, string version) =>
            centralVersions ? $"""<PackageReference Include="{id}" />""" : $"""<PackageReference Include="{id}" Version="{version}" />""";
        return app.Write(
                "Shop.csproj",
                $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup>
                    <TargetFramework>net10.0</TargetFramework>
                    <Nullable>enable</Nullable>
                    <ImplicitUsings>enable</ImplicitUsings>
                    <NoWarn>$(NoWarn);NETSDK1206</NoWarn>
                  </PropertyGroup>
                  <ItemGroup>
                    {Reference("Fusionize.Build", Packages.Version)}
                    {Reference("SQLitePCLRaw.bundle_e_sqlite3", Packages.VersionOf("SQLitePCLRaw.bundle_e_sqlite3"))}
                  </ItemGroup>
                </Project>
                """
            )
            .Write(
                "Tasks/Order.cs",
                """
                using Fusionize;

                namespace Shop;

                public sealed record Cart(string Customer, int Items);
                public sealed record Receipt(string Customer, decimal Price);

                public static class Orders
                {
                    [FusionTask(Entry = true)]
                    public static async Task<Receipt> Order(Cart cart, CancellationToken ct)
                    {
                        var price = await Price(cart.Items, ct);
                        await Stock.Save(cart, ct).Detach();
                        return new Receipt(cart.Customer, price);
                    }

                    [FusionTask]
                    public static Task<decimal> Price(int items, CancellationToken ct) => Task.FromResult(items * 2.5m);
                }
                """
            )
            .Write(
                "Tasks/Stock.cs",
                """
                using Fusionize;

                namespace Shop;

                public static class Stock
                {
                    [FusionTask]
                    public static Task<string> Save(Cart cart, CancellationToken ct)
                    {
                        SQLitePCL.Batteries_V2.Init();
                        return Task.FromResult("stored by " + SQLitePCL.raw.sqlite3_libversion().utf8_to_string());
                    }
                }
                """
            );
    }

    public void Dispose() => Packages.Dispose();
}
