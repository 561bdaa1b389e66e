namespace Fusionize;

/// <summary>The value of a message's attribute.</summary>
public sealed class MessageAttributeValue
{
    /// <summary><c>String</c>, <c>Number</c>, <c>Binary</c>, or one of these with a label, such as <c>Number.int</c>; of SNS <c>String.Array</c>,
    /// too.</summary>
    public required string DataType { get; init; }

    /// <summary>The value of a text or number; null for a binary attribute.</summary>
    public string? StringValue { get; init; }

    /// <summary>The value of a binary attribute in base64; null for any other.</summary>
    public string? BinaryValue { get; init; }
}
