namespace WebShop;

public sealed record Money(decimal Amount, string Currency);

/// <summary>A product of the catalogue. Its price is in euros until it is converted.</summary>
public sealed record Product(string Id, string Name, string Description, string Picture, Money Price, string Category);

public sealed record Advertisement(string ProductId, string Text);

/// <summary>A product in a cart, and how many of it.</summary>
public sealed record CartItem(string ProductId, int Quantity);

/// <summary>What is done with a stored cart: it is read, or replaced by <paramref name="Items"/>.</summary>
public sealed record CartAccess(string Session, IReadOnlyList<CartItem>? Items = null);

public sealed record Address(string Name, string Street, string City, string Country);

/// <summary>A card as the payment service takes it. Only its last four digits are ever stored or displayed.</summary>
public sealed record Card(string Number, int ExpiryYear, int ExpiryMonth);

public sealed record Payment(string Id, string LastDigits);

/// <summary>An order that is paid and waits for its parcel.</summary>
public sealed record Shipment(string OrderId, Address To, IReadOnlyList<CartItem> Items);

public sealed record OrderLine(string Product, int Quantity, Money Price);

public sealed record Receipt(string OrderId, Address To, IReadOnlyList<OrderLine> Lines, Money Shipping, Money Total, Payment Payment);

/// <summary>The payment service refuses the card; the message says why.</summary>
public sealed class CardRefusedException(string message) : Exception(message);
