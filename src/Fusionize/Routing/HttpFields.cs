namespace Fusionize.Routing;

/// <summary>Names and values of an event's object, as positions in its JSON, quotes included. A name may occur several times.</summary>
internal struct HttpFields
{
    private Field[]? _fields;

    public int Count { get; private set; }

    public readonly ref readonly Field this[int index] => ref _fields![index];

    public void Add(in Field field)
    {
        if (_fields is null)
            _fields = new Field[16];
        else if (Count == _fields.Length)
            Array.Resize(ref _fields, 2 * Count);
        _fields[Count++] = field;
    }

    internal readonly struct Field(int nameStart, int nameEnd, int valueStart, int valueEnd)
    {
        public readonly int NameStart = nameStart;
        public readonly int NameEnd = nameEnd;
        public readonly int ValueStart = valueStart;
        public readonly int ValueEnd = valueEnd;
    }
}
