using Fusionize.Local.Functions;

namespace Fusionize.Local.Sqs;

/// <summary>The address of a queue: the platform's, the account, and the name.</summary>
internal static class QueueUrl
{
    public const string Account = FunctionName.Account;

    public static string Of(string address, MessageQueue queue) => $"{address}/{Account}/{queue.Name}";

    /// <summary>The name in an address. The host doesn't matter, since a platform may have several names.</summary>
    public static string NameIn(string? url)
    {
        if (string.IsNullOrEmpty(url))
            throw SqsError.Missing("QueueUrl");
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.AbsolutePath.Split('/') is not ["", var account, var name])
            throw new SqsError("InvalidAddress", $"The address {url} is not valid for this endpoint.");
        return account == Account ? name : throw SqsError.NoSuchQueue();
    }
}
