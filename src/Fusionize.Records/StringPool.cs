using System.Buffers.Binary;
using System.Text;

namespace Fusionize.Records;

/// <summary>Returns the same string for equal bytes, since names recur in every line. It has a fixed number of slots, so that hostile input can't
/// fill the memory.</summary>
internal sealed class StringPool
{
    private const int MaxLength = 128;
    private readonly (byte[]? Utf8, string Text)[] _slots = new (byte[]?, string)[1024];

    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
            return "";
        if (utf8.Length > MaxLength)
            return Encoding.UTF8.GetString(utf8);
        ref var slot = ref _slots[Place(utf8)];
        if (slot.Utf8 is null || !utf8.SequenceEqual(slot.Utf8))
            slot = (utf8.ToArray(), Encoding.UTF8.GetString(utf8));
        return slot.Text;
    }

    // Names of one application differ in length, beginning or end. If they don't, they compete for a slot, which only costs time.
    private uint Place(ReadOnlySpan<byte> utf8)
    {
        ulong hash = (uint)utf8.Length;
        if (utf8.Length >= 8)
            hash ^=
                BinaryPrimitives.ReadUInt64LittleEndian(utf8) * 0x9E3779B97F4A7C15
                ^ BinaryPrimitives.ReadUInt64LittleEndian(utf8[^8..]) * 0xC2B2AE3D27D4EB4F;
        else
        {
            foreach (var b in utf8)
                hash = (hash ^ b) * 0x100000001B3;
        }
        hash *= 0x9E3779B97F4A7C15;
        return (uint)(hash >> 32) % (uint)_slots.Length;
    }
}
