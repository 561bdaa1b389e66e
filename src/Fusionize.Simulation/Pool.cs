using System.Runtime.CompilerServices;

namespace Fusionize.Simulation;

/// <summary>A pool of structs, addressed by number.</summary>
internal struct Pool<T>(int size)
    where T : struct
{
    private T[] _items = new T[size];
    private int[] _free = new int[size];
    private int _freeCount;
    private int _used;

    public readonly ref T this[int id] => ref _items[id];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Take()
    {
        if (_freeCount > 0)
            return _free[--_freeCount];
        if (_used == _items.Length)
            Array.Resize(ref _items, _used * 2);
        return _used++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Return(int id)
    {
        if (_freeCount == _free.Length)
            Array.Resize(ref _free, _freeCount * 2);
        _free[_freeCount++] = id;
    }
}
