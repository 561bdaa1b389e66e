using System.Globalization;
using System.Text;

namespace Fusionize.Shared;

/// <summary>
/// The type that a generic provider returns, with a place for each of its type parameters: <c>ILogger&lt;!0&gt;</c>. Types of C# have no <c>!</c>.
/// </summary>
internal static class OpenType
{
    /// <summary>The place of a type parameter.</summary>
    public static string Place(int parameter) => "!" + parameter.ToString(CultureInfo.InvariantCulture);

    public static bool IsOpen(string type) => type.IndexOf('!') >= 0;

    /// <summary>The type arguments that make the open type the other one; null if none do.</summary>
    public static IReadOnlyList<string>? Match(string open, string type)
    {
        var arguments = new List<string>();
        var at = 0;
        for (var i = 0; i < open.Length; i++)
        {
            if (open[i] != '!')
            {
                if (at >= type.Length || type[at++] != open[i])
                    return null;
                continue;
            }
            var number = ReadNumber(open, ref i);
            // T[] in an open type: what follows the place belongs to the argument in the closed one.
            var tail = open.Substring(i + 1, EndOfType(open, i + 1) - i - 1);
            var end = EndOfType(type, at);
            if (!type.Substring(at, end - at).EndsWith(tail, StringComparison.Ordinal) || end - tail.Length <= at)
                return null;
            end -= tail.Length;
            var argument = type.Substring(at, end - at);
            while (arguments.Count <= number)
                arguments.Add("");
            if (arguments[number].Length > 0 && arguments[number] != argument)
                return null;
            arguments[number] = argument;
            at = end;
        }
        return at == type.Length && !arguments.Contains("") ? arguments : null;
    }

    /// <summary>The open type with type arguments in its places.</summary>
    public static string Close(string open, IReadOnlyList<string> arguments)
    {
        if (!IsOpen(open))
            return open;
        var text = new StringBuilder();
        for (var i = 0; i < open.Length; i++)
            if (open[i] == '!')
                text.Append(arguments[ReadNumber(open, ref i)]);
            else
                text.Append(open[i]);
        return text.ToString();
    }

    /// <summary>Reads the number behind the mark at the index, and moves the index to its last digit.</summary>
    private static int ReadNumber(string open, ref int index)
    {
        var number = 0;
        while (index + 1 < open.Length && open[index + 1] is >= '0' and <= '9')
            number = (number * 10) + (open[++index] - '0');
        return number;
    }

    /// <summary>The end of the type that begins at the index: a comma or a closing bracket that doesn't belong to it.</summary>
    private static int EndOfType(string text, int index)
    {
        var depth = 0;
        for (; index < text.Length; index++)
            switch (text[index])
            {
                case '<' or '(' or '[':
                    depth++;
                    break;
                case '>' or ')' or ']' when depth-- == 0:
                case ',' when depth == 0:
                    return index;
            }
        return index;
    }
}
