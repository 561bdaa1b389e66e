using Spectre.Console;
using Spectre.Console.Rendering;

namespace Fusionize.Cli.Terminal;

/// <summary>Plain tables: no frames, so that lines can be searched and cut.</summary>
internal static class Grids
{
    /// <param name="columns">Headers; one that begins with <c>&gt;</c> is of figures, set to the right.</param>
    public static IRenderable Of(IEnumerable<string> columns, IEnumerable<string[]> rows)
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = true };
        foreach (var column in columns)
        {
            var figures = column.StartsWith('>');
            var added = new TableColumn(new Markup($"[bold]{Markup.Escape(column.TrimStart('>'))}[/]"))
            {
                Alignment = figures ? Justify.Right : Justify.Left,
                NoWrap = figures,
            };
            added.Padding = new Padding(0, 0, 2, 0);
            table.AddColumn(added);
        }
        foreach (var row in rows)
            table.AddRow(row.Select(cell => new Text(cell)));
        return new Padder(table, new Padding(0, 0, 0, 1));
    }
}
