using System.Text;

namespace Fusionize.Local.Logs;

/// <summary>
/// A filter pattern of CloudWatch Logs: terms (<c>all "of these"</c>, <c>?any ?of</c>, <c>-none</c>) or a condition on JSON events
/// (<c>{ $.task = "X" &amp;&amp; $.ms &gt; 5 }</c>). Other kinds (space-delimited fields, regular expressions) are refused.
/// </summary>
internal abstract class FilterPattern
{
    private const int MaxLength = 1024;

    public static readonly FilterPattern All = new EverythingPattern();

    public abstract bool Matches(ReadOnlySpan<byte> message);

    public static FilterPattern Parse(string? text)
    {
        if (text?.Length > MaxLength)
            throw LogsError.Invalid(
                $"1 validation error detected: Value at 'filterPattern' failed to satisfy constraint: Member must have length less than or equal to "
                    + $"{MaxLength}"
            );
        text = text?.Trim();
        if (string.IsNullOrEmpty(text))
            return All;
        if (text[0] == '[')
            throw LogsError.Invalid("Invalid filter pattern: the local platform doesn't know space-delimited patterns ([…]).");
        if (text.Contains('%'))
            throw LogsError.Invalid("Invalid filter pattern: the local platform doesn't know regular expressions (%…%).");
        return text[0] == '{' ? JsonPattern.ParseJson(text) : TermPattern.ParseTerms(text);
    }

    private sealed class EverythingPattern : FilterPattern
    {
        public override bool Matches(ReadOnlySpan<byte> message) => true;
    }

    private sealed class TermPattern(byte[][] all, byte[][] any, byte[][] none) : FilterPattern
    {
        public override bool Matches(ReadOnlySpan<byte> message)
        {
            foreach (var term in none)
            {
                if (message.IndexOf(term) >= 0)
                    return false;
            }
            foreach (var term in all)
            {
                if (message.IndexOf(term) < 0)
                    return false;
            }
            foreach (var term in any)
            {
                if (message.IndexOf(term) >= 0)
                    return true;
            }
            return any.Length == 0;
        }

        public static TermPattern ParseTerms(string text)
        {
            List<byte[]> all = [],
                any = [],
                none = [];
            var at = 0;
            while (at < text.Length)
            {
                if (char.IsWhiteSpace(text[at]))
                {
                    at++;
                    continue;
                }
                var target = text[at] switch
                {
                    '?' => any,
                    '-' => none,
                    _ => all,
                };
                if (target != all)
                    at++;
                target.Add(Encoding.UTF8.GetBytes(Term(text, ref at)));
            }
            return new([.. all], [.. any], [.. none]);
        }

        private static string Term(string text, ref int at)
        {
            var term = new StringBuilder();
            if (at < text.Length && text[at] == '"')
            {
                for (at++; at < text.Length && text[at] != '"'; at++)
                {
                    if (text[at] == '\\' && at + 1 < text.Length)
                        at++;
                    term.Append(text[at]);
                }
                if (at == text.Length)
                    throw LogsError.Invalid("Invalid filter pattern: a quote isn't closed.");
                at++;
            }
            else
            {
                while (at < text.Length && !char.IsWhiteSpace(text[at]))
                    term.Append(text[at++]);
            }
            return term.Length > 0 ? term.ToString() : throw LogsError.Invalid("Invalid filter pattern: a term is empty.");
        }
    }
}
