using Fusionize;

namespace WebShop.Tasks;

public static class Recommendations
{
    private const int Most = 3;

    /// <summary>Up to three products that go with these: of their categories first.</summary>
    [FusionTask]
    public static async Task<IReadOnlyList<Product>> RecommendProducts(IReadOnlyList<string> productIds, CancellationToken ct)
    {
        var all = await ProductCatalogue.ListProducts(ct);
        var categories = all.Where(p => productIds.Contains(p.Id)).Select(p => p.Category).ToHashSet();
        return [.. all.Where(p => !productIds.Contains(p.Id)).OrderByDescending(p => categories.Contains(p.Category)).Take(Most)];
    }
}
