using System.Text;

namespace Fusionize.Generators.Tests.Routes;

/// <summary>A request to a task, and the answer that it must get, from <c>exchanges.txt</c>.</summary>
internal sealed record HttpCase(string Name, string Task, string Method, string Target, bool NeedsLists)
{
    public List<KeyValuePair<string, string>> Headers { get; } = [];

    public byte[] Body { get; set; } = [];

    public int Status { get; set; }

    /// <summary>All headers of the answer, cookies included, as <c>name: value</c>.</summary>
    public List<string> AnswerHeaders { get; } = [];

    public byte[] AnswerBody { get; set; } = [];

    public string Path => Target.Split('?')[0];

    public string Query => Target.Split('?', 2) is [_, var query] ? query : "";

    public string? Header(string name) => Headers.LastOrDefault(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>Reads a file of cases. A line's first mark says what it is: <c>#</c> name, <c>@</c> task, <c>&gt;</c> request line or header,
    /// <c>&gt;&gt;</c> body, <c>&lt;</c> status or header, <c>&lt;&lt;</c> body; <c>!</c> before the task: only where headers come as
    /// lists.</summary>
    public static IEnumerable<HttpCase> Read(string file)
    {
        string name = "",
            task = "";
        var needsLists = false;
        HttpCase? current = null;
        foreach (var line in File.ReadLines(file))
        {
            var (mark, rest) = line.Split(' ', 2) is [var m, var r] ? (m, r) : (line, "");
            switch (mark)
            {
                case "#":
                    if (current is not null)
                        yield return current;
                    (name, current, needsLists) = (rest, null, false);
                    break;
                case "@" or "!":
                    (task, needsLists) = (rest, mark == "!");
                    break;
                case ">" when current is null:
                    var target = rest.Split(' ');
                    current = new HttpCase(name, task, target[0], target[1], needsLists);
                    break;
                case ">":
                    var header = rest.Split(": ", 2);
                    current!.Headers.Add(new(header[0], header[1]));
                    break;
                case ">>":
                    current!.Body = Bytes(rest);
                    break;
                case "<" when current!.Status == 0:
                    current.Status = int.Parse(rest, System.Globalization.CultureInfo.InvariantCulture);
                    break;
                case "<":
                    current!.AnswerHeaders.Add(rest);
                    break;
                case "<<":
                    current!.AnswerBody = Bytes(rest);
                    break;
            }
        }
        if (current is not null)
            yield return current;
    }

    /// <summary><c>hex:00FF</c>, or text with <c>\n</c> for line breaks.</summary>
    private static byte[] Bytes(string text) =>
        text.StartsWith("hex:", StringComparison.Ordinal)
            ? Convert.FromHexString(text[4..])
            : Encoding.UTF8.GetBytes(text.Replace("\\n", "\n", StringComparison.Ordinal));
}
