using Fusionize;
using WebShop.Data;

namespace WebShop.Tasks;

public static class Advertising
{
    /// <summary>An advertisement for a product of another category than the one that the customer looks at.</summary>
    [FusionTask]
    public static Task<Advertisement> PickAdvertisement(string? category, CancellationToken ct)
    {
        var others = Catalogue.Advertisements.Where(a => Catalogue.Find(a.ProductId)?.Category != category).ToList();
        return Task.FromResult(others[Random.Shared.Next(others.Count)]);
    }
}
