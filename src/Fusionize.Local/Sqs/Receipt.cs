using System.Globalization;
using System.Text;

namespace Fusionize.Local.Sqs;

/// <summary>Names one delivery of a message: a message that was received again has another receipt.</summary>
/// <param name="Queue">The queue's number.</param>
/// <param name="Sequence">The message.</param>
/// <param name="Delivery">A random number.</param>
internal readonly record struct Receipt(long Queue, long Sequence, long Delivery)
{
    public override string ToString() =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Queue}:{Sequence}:{Delivery}")));

    public static Receipt Parse(string? handle)
    {
        if (string.IsNullOrEmpty(handle))
            throw SqsError.Missing("ReceiptHandle");
        var bytes = new byte[handle.Length];
        if (
            Convert.TryFromBase64String(handle, bytes, out var length)
            && Encoding.ASCII.GetString(bytes, 0, length).Split(':') is [var queue, var sequence, var delivery]
            && Number(queue) is { } q
            && Number(sequence) is { } s
            && Number(delivery) is { } d
        )
            return new(q, s, d);
        throw SqsError.BadReceipt(handle);
    }

    private static long? Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
