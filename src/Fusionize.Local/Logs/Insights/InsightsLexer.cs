namespace Fusionize.Local.Logs.Insights;

internal enum TokenKind : byte
{
    Name,

    /// <summary>A name in backticks: never a keyword.</summary>
    QuotedName,
    Number,
    Text,
    Regex,
    Symbol,
    End,
}

/// <param name="Text">The text without quotes and escapes.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Start, int End)
{
    public bool Is(string keyword) => Kind == TokenKind.Name && Text.Equals(keyword, StringComparison.OrdinalIgnoreCase);

    public bool IsSymbol(string symbol) => Kind == TokenKind.Symbol && Text == symbol;
}

/// <summary>Splits a query into tokens.</summary>
internal static class InsightsLexer
{
    private static readonly string[] s_symbols = ["!=", "<=", ">=", "=", "<", ">", "(", ")", ",", "|", "*"];

    public static List<Token> Cut(string query)
    {
        var tokens = new List<Token>();
        var at = 0;
        while (true)
        {
            while (at < query.Length && char.IsWhiteSpace(query[at]))
                at++;
            var start = at;
            if (at == query.Length)
            {
                tokens.Add(new(TokenKind.End, "the end", start, start));
                return tokens;
            }
            var c = query[at];
            if (c is '"' or '\'')
                tokens.Add(new(TokenKind.Text, Quoted(query, ref at, keepEscapes: false), start, at));
            else if (c == '/')
                tokens.Add(new(TokenKind.Regex, Quoted(query, ref at, keepEscapes: true), start, at));
            else if (c == '`')
                tokens.Add(new(TokenKind.QuotedName, Quoted(query, ref at, keepEscapes: false), start, at));
            else if (IsNamePart(c))
            {
                while (at < query.Length && IsNamePart(query[at]))
                    at++;
                var text = query[start..at];
                var isNumber = text.All(x => char.IsAsciiDigit(x) || x == '.');
                // In this place 5m is a duration.
                if (!isNumber && char.IsAsciiDigit(text[0]))
                    throw LogsError.Malformed($"'{text}' is neither a number nor a name that the local platform knows", start, at);
                tokens.Add(new(isNumber ? TokenKind.Number : TokenKind.Name, text, start, at));
            }
            else if (s_symbols.FirstOrDefault(s => string.CompareOrdinal(query, start, s, 0, s.Length) == 0) is { } symbol)
                tokens.Add(new(TokenKind.Symbol, symbol, start, at += symbol.Length));
            else
                throw LogsError.Malformed($"unexpected character '{c}'", start, start + 1);
        }
    }

    private static bool IsNamePart(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '@';

    private static string Quoted(string query, ref int at, bool keepEscapes)
    {
        var (quote, start, text) = (query[at], at, new System.Text.StringBuilder());
        for (at++; at < query.Length && query[at] != quote; at++)
        {
            if (query[at] == '\\' && at + 1 < query.Length)
            {
                // In a regular expression, only the end delimiter is escaped.
                if (keepEscapes && query[at + 1] != quote)
                    text.Append('\\');
                at++;
            }
            text.Append(query[at]);
        }
        if (at == query.Length)
            throw LogsError.Malformed($"{quote} isn't closed", start, at);
        at++;
        return text.ToString();
    }
}
