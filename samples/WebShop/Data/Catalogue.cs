namespace WebShop.Data;

/// <summary>What the shop sells.</summary>
internal static class Catalogue
{
    public static IReadOnlyList<Product> Products { get; } =
    [
        New("teapot", "Teapot", "Holds a litre and pours without a drop.", "🫖", 34.50m, "kitchen"),
        New("mug", "Mug", "For the first coffee of the day.", "☕", 8.90m, "kitchen"),
        New("pan", "Pan", "Cast iron. Your grandchildren will use it.", "🍳", 49.00m, "kitchen"),
        New("lamp", "Desk lamp", "Warm light, three levels.", "💡", 39.90m, "home"),
        New("candle", "Candle", "Burns for 40 hours.", "🕯️", 12.00m, "home"),
        New("plant", "House plant", "Forgives a week without water.", "🪴", 18.50m, "garden"),
        New("watering-can", "Watering can", "Five litres, made of steel.", "🚿", 22.00m, "garden"),
        New("sunglasses", "Sunglasses", "Against the sun on the way to work.", "🕶️", 59.00m, "clothing"),
        New("socks", "Socks", "Three pairs of wool.", "🧦", 14.90m, "clothing"),
    ];

    public static IReadOnlyList<Advertisement> Advertisements { get; } =
    [
        new("lamp", "Dark evenings? The desk lamp is back."),
        new("pan", "One pan for a lifetime."),
        new("plant", "Your desk looks lonely."),
        new("socks", "Warm feet, now in packs of three."),
    ];

    public static Product? Find(string id) => Products.FirstOrDefault(p => p.Id == id);

    private static Product New(string id, string name, string description, string picture, decimal euros, string category) =>
        new(id, name, description, picture, new Money(euros, ExchangeRates.Euro), category);
}
