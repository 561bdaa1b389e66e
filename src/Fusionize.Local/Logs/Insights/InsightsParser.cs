using System.Globalization;
using System.Text.RegularExpressions;

namespace Fusionize.Local.Logs.Insights;

/// <summary>A recursive descent parser of a query's tokens.</summary>
internal sealed class InsightsParser
{
    /// <summary>The time limit of a regular expression. A hostile one must not block the platform.</summary>
    private static readonly TimeSpan s_matchTimeout = TimeSpan.FromSeconds(1);

    /// <summary>The limit of nesting, so that the stack doesn't overflow.</summary>
    private const int MaxDepth = 100;

    private static readonly string[] s_aggregates = ["count", "sum", "avg", "min", "max", "pct"];

    private readonly string _text;
    private readonly List<Token> _tokens;
    private readonly InsightsQuery _query = new();
    private int _at;
    private int _depth;

    private InsightsParser(string text) => (_text, _tokens) = (text, InsightsLexer.Cut(text));

    private Token Next => _tokens[_at];

    public static InsightsQuery Parse(string text)
    {
        var parser = new InsightsParser(text);
        parser.Query();
        return parser._query;
    }

    private void Query()
    {
        do Command();
        while (TrySymbol("|"));
        if (Next.Kind != TokenKind.End)
            throw Wrong("'|' or the end");
    }

    private void Command()
    {
        var isAfterStats = _query.Aggregates.Count > 0;
        if (!isAfterStats && Try("fields"))
            List(() => _query.Show(Column()));
        else if (!isAfterStats && Try("filter"))
        {
            var condition = Or();
            _query.Add(e => IsTrue(condition(e)));
        }
        else if (!isAfterStats && Try("parse"))
            ParseGlob();
        else if (!isAfterStats && Try("stats"))
        {
            List(() => _query.Aggregates.Add(Aggregate()));
            if (Try("by"))
                List(() => _query.By.Add(Column()));
        }
        else if (Try("sort"))
            List(() => _query.Order.Add((Name(), Try("desc") || (Try("asc") && false))));
        else if (Try("limit"))
            _query.Limit =
                Take(TokenKind.Number, "a number") is var number
                && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
                && limit is >= 1 and <= InsightsQuery.MaxRows
                    ? limit
                    : throw LogsError.Malformed($"a limit is between 1 and {InsightsQuery.MaxRows}", _tokens[_at - 1].Start, _tokens[_at - 1].End);
        else
            throw Wrong(
                isAfterStats
                    ? "sort or limit (the local platform knows one stats)"
                    : "fields, filter, parse, stats, sort or limit (the local platform knows no other command)"
            );
    }

    /// <summary><c>parse @message "user=*, method:*" as user, method</c>: lines that don't match get no fields.</summary>
    private void ParseGlob()
    {
        var source = Primary();
        var glob = Take(TokenKind.Text, "a text with asterisks (the local platform knows no other pattern)");
        if (!Try("as"))
            throw Wrong("as");
        var names = new List<string>();
        List(() => names.Add(Name()));
        if (glob.Count(c => c == '*') != names.Count)
            throw LogsError.Malformed($"{names.Count} name(s) for {glob.Count(c => c == '*')} asterisk(s)", Next.Start, Next.End);
        var pattern = Pattern(string.Join("(.*?)", glob.Split('*').Select(Regex.Escape)) + (glob.EndsWith('*') ? "$" : ""));
        _query.Add(e =>
        {
            var match = source(e) is { } text ? pattern.Match(text) : Match.Empty;
            for (var i = 0; i < names.Count; i++)
                e.Name(names[i], match.Success ? match.Groups[i + 1].Value : null);
            return true;
        });
    }

    private InsightsAggregate Aggregate()
    {
        var start = Next.Start;
        var function = Take(TokenKind.Name, "a function").ToLowerInvariant();
        if (!s_aggregates.Contains(function))
            throw LogsError.Malformed(
                $"the local platform has no aggregate '{function}'; it has {string.Join(", ", s_aggregates)}",
                start,
                _tokens[_at - 1].End
            );
        Expect("(");
        InsightsExpression? of = null;
        var percent = 0.0;
        if (function != "count" || !(TrySymbol("*") || Next.IsSymbol(")")))
            of = Or();
        if (function == "pct")
        {
            Expect(",");
            percent = InsightsValue.Number(Take(TokenKind.Number, "a number"))
                ?? throw LogsError.Malformed("not a number", _tokens[_at - 1].Start, _tokens[_at - 1].End);
        }
        Expect(")");
        return new(Alias(start), function, of, percent);
    }

    private InsightsColumn Column()
    {
        var start = Next.Start;
        var value = Or();
        return new(Alias(start), value);
    }

    // The name of a value without a name is its text in the query.
    private string Alias(int start)
    {
        var end = _tokens[_at - 1].End;
        return Try("as") ? Name() : _text[start..end].Trim('`');
    }

    private InsightsExpression Or()
    {
        var left = And();
        while (Try("or"))
        {
            var (first, second) = (left, And());
            left = e => InsightsValue.Of(IsTrue(first(e)) || IsTrue(second(e)));
        }
        return left;
    }

    private InsightsExpression And()
    {
        var left = Not();
        while (Try("and"))
        {
            var (first, second) = (left, Not());
            left = e => InsightsValue.Of(IsTrue(first(e)) && IsTrue(second(e)));
        }
        return left;
    }

    // All nested expressions pass through here.
    private InsightsExpression Not()
    {
        if (++_depth > MaxDepth)
            throw LogsError.Malformed($"nested deeper than {MaxDepth} levels", Next.Start, Next.End);
        var result = Try("not") ? Negated(Not()) : Comparison();
        _depth--;
        return result;
    }

    private static InsightsExpression Negated(InsightsExpression inner) => e => InsightsValue.Of(!IsTrue(inner(e)));

    private InsightsExpression Comparison()
    {
        var left = Product();
        foreach (var op in (ReadOnlySpan<string>)["!=", "<=", ">=", "=", "<", ">"])
        {
            if (!TrySymbol(op))
                continue;
            var (symbol, right) = (op, Product());
            return e => InsightsValue.Of(Compare(left(e), symbol, right(e)));
        }
        var isNegated = Next.Is("not") && _tokens[_at + 1].Is("like");
        if (isNegated)
            _at++;
        if (!Try("like"))
            return left;
        var pattern = Next.Kind switch
        {
            TokenKind.Regex => Pattern(_tokens[_at++].Text),
            TokenKind.Text => Pattern(Regex.Escape(_tokens[_at++].Text)),
            _ => throw Wrong("a text or /…/"),
        };
        return e => InsightsValue.Of((left(e) is { } text && pattern.IsMatch(text)) != isNegated);
    }

    private InsightsExpression Product()
    {
        var left = Primary();
        while (TrySymbol("*"))
        {
            var (first, second) = (left, Primary());
            left = e => InsightsValue.Number(first(e)) is { } a && InsightsValue.Number(second(e)) is { } b ? InsightsValue.Of(a * b) : null;
        }
        return left;
    }

    private InsightsExpression Primary()
    {
        if (TrySymbol("("))
        {
            var inner = Or();
            Expect(")");
            return inner;
        }
        var token = Next;
        if (token.Kind is TokenKind.Number or TokenKind.Text)
        {
            _at++;
            return _ => token.Text;
        }
        var name = Name();
        if (token.Kind != TokenKind.Name || !TrySymbol("("))
            return e => e.Field(name);
        var arguments = new List<InsightsExpression>();
        List(() => arguments.Add(Or()));
        Expect(")");
        return (name.ToLowerInvariant(), arguments.Count) switch
        {
            ("strcontains", 2) => e => InsightsValue.Of(arguments[0](e)?.Contains(arguments[1](e) ?? "", StringComparison.Ordinal) == true),
            ("ispresent", 1) => e => InsightsValue.Of(arguments[0](e) is not null),
            ("coalesce", _) => e => arguments.Select(a => a(e)).FirstOrDefault(v => v is not null),
            _ => throw LogsError.Malformed($"the local platform has no function '{name}' of {arguments.Count} argument(s)", token.Start, token.End),
        };
    }

    private static bool Compare(string? left, string op, string? right)
    {
        if (left is null || right is null)
            return op == "!=" && left != right;
        var order = InsightsValue.Number(left) is { } a && InsightsValue.Number(right) is { } b ? a.CompareTo(b) : string.CompareOrdinal(left, right);
        return op switch
        {
            "=" => order == 0,
            "!=" => order != 0,
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        };
    }

    private static bool IsTrue(string? value) => value is not (null or "" or "0");

    private Regex Pattern(string pattern)
    {
        try
        {
            return new(pattern, RegexOptions.CultureInvariant | RegexOptions.Singleline, s_matchTimeout);
        }
        catch (ArgumentException e)
        {
            throw LogsError.Malformed(e.Message, _tokens[_at - 1].Start, _tokens[_at - 1].End);
        }
    }

    private void List(Action item)
    {
        do item();
        while (TrySymbol(","));
    }

    private string Name() => Next.Kind is TokenKind.Name or TokenKind.QuotedName ? _tokens[_at++].Text : throw Wrong("a name");

    private string Take(TokenKind kind, string expected) => Next.Kind == kind ? _tokens[_at++].Text : throw Wrong(expected);

    private bool Try(string keyword)
    {
        if (!Next.Is(keyword))
            return false;
        _at++;
        return true;
    }

    private bool TrySymbol(string symbol)
    {
        if (!Next.IsSymbol(symbol))
            return false;
        _at++;
        return true;
    }

    private void Expect(string symbol)
    {
        if (!TrySymbol(symbol))
            throw Wrong($"'{symbol}'");
    }

    private LogsError Wrong(string expected) => LogsError.Malformed($"{expected} expected, not '{Next.Text}'", Next.Start, Next.End);
}
