namespace Fusionize.Local.Sqs;

/// <summary>The limits of a queue's tags.</summary>
internal static class QueueTags
{
    private const int Max = 50;

    public static IDictionary<string, string> Read(IReadOnlyDictionary<string, string?>? tags)
    {
        if (tags?.Any(t => t.Key.Length is 0 or > 128 || t.Value is null or { Length: > 256 }) == true)
            throw SqsError.Invalid("Tag keys have 1 to 128 characters and tag values at most 256.");
        if (tags?.Count > Max)
            throw TooMany();
        return tags?.ToDictionary(t => t.Key, t => t.Value!) ?? [];
    }

    public static int Add(SortedDictionary<string, string> tags, IReadOnlyDictionary<string, string?>? added)
    {
        var read = Read(added);
        if (tags.Keys.Union(read.Keys).Count() > Max)
            throw TooMany();
        foreach (var (key, value) in read)
            tags[key] = value;
        return read.Count;
    }

    private static SqsError TooMany() => SqsError.Invalid($"A queue has at most {Max} tags.");
}
