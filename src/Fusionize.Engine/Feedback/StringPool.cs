using System.Text;

namespace Fusionize.Engine.Feedback;

/// <summary>Gives one string for equal bytes: names recur in every line. A fixed number of slots, so that hostile input can't fill the memory.</summary>
internal sealed class StringPool
{
    private const int MaxLength = 128;
    private readonly string?[] _slots = new string?[1024];

    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
            return "";
        if (utf8.Length > MaxLength)
            return Encoding.UTF8.GetString(utf8);
        // Names of one application differ in length, beginning or end; where they don't, slots are only fought over.
        var hash = (uint)utf8.Length * 0x9E3779B1;
        for (var i = 0; i < utf8.Length; i += 1 + utf8.Length / 8)
            hash = (hash ^ utf8[i]) * 16777619;
        hash = (hash ^ utf8[^1]) * 16777619;
        ref var slot = ref _slots[(hash ^ (hash >> 16)) % (uint)_slots.Length];
        return slot is not null && Ascii.Equals(utf8, slot) ? slot : slot = Encoding.UTF8.GetString(utf8);
    }
}
