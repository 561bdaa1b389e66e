using Fusionize;
using WebShop.Data;

namespace WebShop.Tasks;

/// <summary>What the shop sells.</summary>
public static class ProductCatalogue
{
    [FusionTask]
    public static Task<IReadOnlyList<Product>> ListProducts(CancellationToken ct) => Task.FromResult(Catalogue.Products);

    [FusionTask]
    public static async Task<IReadOnlyList<Product>> SearchProducts(string text, CancellationToken ct)
    {
        var all = await ListProducts(ct);
        return
        [
            .. all.Where(p =>
                p.Name.Contains(text, StringComparison.OrdinalIgnoreCase) || p.Description.Contains(text, StringComparison.OrdinalIgnoreCase)
            ),
        ];
    }

    /// <summary>A product; null if the shop doesn't sell it.</summary>
    [FusionTask]
    public static Task<Product?> GetProduct(string id, CancellationToken ct) => Task.FromResult(Catalogue.Find(id));
}
