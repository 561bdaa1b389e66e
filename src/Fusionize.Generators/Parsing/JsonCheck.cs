using System.Text;

namespace Fusionize.Generators.Parsing;

/// <summary>Checks JSON in attributes. The compiler plug-in has no JSON library.</summary>
internal ref struct JsonCheck
{
    private const int MaxDepth = 64;

    private readonly string _text;
    private int _at;

    private JsonCheck(string text) => _text = text;

    /// <summary>Why a text isn't a JSON object; null if it is one.</summary>
    public static string? ProblemOfObject(string text)
    {
        var check = new JsonCheck(text);
        check.SkipSpace();
        if (!check.Is('{'))
            return "isn't a JSON object";
        if (check.Value(0))
        {
            check.SkipSpace();
            if (check._at == text.Length)
                return null;
        }
        return $"isn't JSON at '{text.Substring(Math.Min(check._at, text.Length))}'";
    }

    /// <summary>A text as JSON.</summary>
    public static string Literal(string text)
    {
        var json = new StringBuilder("\"");
        foreach (var c in text)
            _ = c is '"' or '\\' ? json.Append('\\').Append(c) : c < ' ' ? json.Append("\\u").Append(((int)c).ToString("x4")) : json.Append(c);
        return json.Append('"').ToString();
    }

    private bool Value(int depth)
    {
        SkipSpace();
        if (depth > MaxDepth || _at == _text.Length)
            return false;
        return _text[_at] switch
        {
            '{' => Items('}', depth, hasNames: true),
            '[' => Items(']', depth, hasNames: false),
            '"' => Quoted(),
            't' => Word("true"),
            'f' => Word("false"),
            'n' => Word("null"),
            _ => Number(),
        };
    }

    private bool Items(char end, int depth, bool hasNames)
    {
        _at++;
        SkipSpace();
        if (Take(end))
            return true;
        do
        {
            SkipSpace();
            if (hasNames && !(Is('"') && Quoted() && TakeColon()))
                return false;
            if (!Value(depth + 1))
                return false;
            SkipSpace();
        } while (Take(','));
        return Take(end);
    }

    private bool TakeColon()
    {
        SkipSpace();
        return Take(':');
    }

    private bool Quoted()
    {
        var start = _at;
        for (_at++; _at < _text.Length; _at++)
        {
            var c = _text[_at];
            if (c == '\\')
            {
                if (_at + 1 == _text.Length || "\"\\/bfnrtu".IndexOf(_text[++_at]) < 0)
                    break;
                if (_text[_at] == 'u' && !(_at + 4 < _text.Length && _text.Substring(_at + 1, 4).All(IsHex)))
                    break;
            }
            else if (c < ' ')
                break;
            else if (c == '"')
            {
                _at++;
                return true;
            }
        }
        _at = start;
        return false;
    }

    private static bool IsHex(char c) => c is >= '0' and <= '9' or >= 'a' and <= 'f' or >= 'A' and <= 'F';

    private bool Word(string word)
    {
        if (string.CompareOrdinal(_text, _at, word, 0, word.Length) != 0)
            return false;
        _at += word.Length;
        return true;
    }

    private bool Number()
    {
        var start = _at;
        _ = Take('-');
        var isZero = Is('0');
        var whole = Digits();
        var isGood = whole == 1 || (whole > 1 && !isZero);
        if (isGood && Take('.'))
            isGood = Digits() > 0;
        if (isGood && (Take('e') || Take('E')))
        {
            _ = Take('+') || Take('-');
            isGood = Digits() > 0;
        }
        if (!isGood)
            _at = start;
        return isGood;
    }

    private int Digits()
    {
        var start = _at;
        while (_at < _text.Length && _text[_at] is >= '0' and <= '9')
            _at++;
        return _at - start;
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\t' or '\r' or '\n')
            _at++;
    }

    private readonly bool Is(char c) => _at < _text.Length && _text[_at] == c;

    private bool Take(char c)
    {
        if (!Is(c))
            return false;
        _at++;
        return true;
    }
}
