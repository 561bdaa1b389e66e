namespace Fusionize.Routing;

/// <summary>A route's template, prepared for comparison with paths. The compiler plug-in has checked its form.</summary>
internal sealed class RoutePattern
{
    // Literal text, or the name of a variable.
    private readonly string[] _segments;
    private readonly bool[] _isVariable;
    private readonly bool _takesRest;

    public RoutePattern(string method, string template)
    {
        (Method, Template) = (method, template);
        var segments = template.Length > 1 ? template[1..].Split('/') : [];
        _segments = new string[segments.Length];
        _isVariable = new bool[segments.Length];
        for (var i = 0; i < segments.Length; i++)
        {
            var segment = segments[i];
            _isVariable[i] = segment is ['{', .., '}'];
            _segments[i] =
                !_isVariable[i] ? segment
                : segment[^2] == '+' ? segment[1..^2]
                : segment[1..^1];
            _takesRest |= _isVariable[i] && segment[^2] == '+';
        }
    }

    public string Method { get; }

    public string Template { get; }

    /// <summary>Compares a path with the template. One slash at the end of the path is ignored.</summary>
    /// <param name="path">The path, percent-encoded.</param>
    /// <param name="values">For each segment of the template, its range in the path; null if the path doesn't match.</param>
    public bool TryMatch(string path, out Range[]? values)
    {
        values = null;
        var end = path is [.., '/'] ? path.Length - 1 : path.Length;
        var start = path is ['/', ..] ? 1 : 0;
        if (start >= end)
            return _segments.Length == 0;
        var found = _segments.Length == 0 ? [] : new Range[_segments.Length];
        for (var i = 0; i < _segments.Length; i++)
        {
            if (start > end)
                return false;
            var slash = _takesRest && i == _segments.Length - 1 ? -1 : path.AsSpan(start, end - start).IndexOf('/');
            var next = slash < 0 ? end : start + slash;
            var segment = path.AsSpan(start, next - start);
            if (_isVariable[i] ? segment.IsEmpty : !IsLiteral(segment, _segments[i]))
                return false;
            found[i] = start..next;
            start = next + 1;
        }
        values = found;
        return start > end;
    }

    /// <summary>The position of a variable among the segments; -1 if the template doesn't have it.</summary>
    public int IndexOf(string variable)
    {
        for (var i = 0; i < _segments.Length; i++)
        {
            if (_isVariable[i] && _segments[i] == variable)
                return i;
        }
        return -1;
    }

    /// <summary>The names of the variables, with their positions.</summary>
    public IEnumerable<(string Name, int Index)> Variables
    {
        get
        {
            for (var i = 0; i < _segments.Length; i++)
            {
                if (_isVariable[i])
                    yield return (_segments[i], i);
            }
        }
    }

    /// <summary>
    /// Whether this route precedes another route that matches the same path. The first segment that differs in kind decides: literal before variable,
    /// variable before rest of the path.
    /// </summary>
    public bool ComesBefore(RoutePattern other)
    {
        for (var i = 0; i < Math.Min(_segments.Length, other._segments.Length); i++)
        {
            if (RankOf(i) != other.RankOf(i))
                return RankOf(i) < other.RankOf(i);
        }
        return false;
    }

    private int RankOf(int segment) =>
        !_isVariable[segment] ? 0
        : _takesRest && segment == _segments.Length - 1 ? 2
        : 1;

    private static bool IsLiteral(ReadOnlySpan<char> segment, string literal) =>
        segment.SequenceEqual(literal) || (segment.Contains('%') && Uri.UnescapeDataString(segment) == literal);
}
