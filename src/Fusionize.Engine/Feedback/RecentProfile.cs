namespace Fusionize.Engine.Feedback;

/// <summary>A profile that forgets: records go into windows by their begin, and windows that are too old are dropped.</summary>
public sealed class RecentProfile(TimeSpan window, TimeSpan age)
{
    private readonly SortedDictionary<long, Profile> _windows = [];
    private readonly double _windowMs = window > TimeSpan.Zero ? window.TotalMilliseconds : throw new ArgumentOutOfRangeException(nameof(window));

    /// <summary>Windows that hold records.</summary>
    public int Windows => _windows.Count;

    public void Add(InvocationRecord record)
    {
        var index = (long)Math.Floor(record.StartMs / _windowMs);
        if (_windows.Count > 0 && index < Oldest(_windows.Keys.Last()))
            return;
        if (!_windows.TryGetValue(index, out var profile))
        {
            _windows.Add(index, profile = new());
            foreach (var old in _windows.Keys.TakeWhile(k => k < Oldest(_windows.Keys.Last())).ToList())
                _windows.Remove(old);
        }
        profile.Add(record);
    }

    /// <summary>Everything that isn't forgotten.</summary>
    public Profile Whole() => Merge(_windows.Values);

    /// <summary>What the newest windows of this length show that the ones before them don't.</summary>
    public IReadOnlyList<Drift> Drifts(TimeSpan newest)
    {
        if (_windows.Count == 0)
            return [];
        var from = _windows.Keys.Last() + 1 - Math.Max(1, (long)(newest.TotalMilliseconds / _windowMs));
        return Drift.Between(Merge(_windows.Where(w => w.Key < from).Select(w => w.Value)), Merge(_windows.Where(w => w.Key >= from).Select(w => w.Value)));
    }

    private long Oldest(long newest) => newest - (long)Math.Ceiling(age.TotalMilliseconds / _windowMs);

    private static Profile Merge(IEnumerable<Profile> profiles)
    {
        var whole = new Profile();
        foreach (var profile in profiles)
            whole.Add(profile);
        return whole;
    }
}
