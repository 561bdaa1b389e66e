namespace SafeNamespace;

/// <summary>What a customer asks for.</summary>
public sealed record OrderRequest(string Customer = "someone", int Items = 1);

/// <summary>What the customer gets.</summary>
public sealed record Receipt(string Customer, int Items, decimal Total);
