namespace Fusionize.Tests.Local.Http;

/// <summary>Tables of exchanges, one a line: cells with <c>=></c> between them. A cell's backslash sequences are control characters.</summary>
internal static class ExchangeTable
{
    public static TheoryData<string, string> Two(string table)
    {
        var data = new TheoryData<string, string>();
        foreach (var row in Rows(table, 2))
            data.Add(row[0], row[1]);
        return data;
    }

    public static TheoryData<string, string, string> Three(string table)
    {
        var data = new TheoryData<string, string, string>();
        foreach (var row in Rows(table, 3))
            data.Add(row[0], row[1], row[2]);
        return data;
    }

    private static IEnumerable<string[]> Rows(string table, int cells)
    {
        var rows = table.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split("=>").Select(c => c.Trim()).ToArray()).ToArray();
        Assert.All(rows, r => Assert.Equal(cells, r.Length));
        Assert.Equal(rows.Length, rows.Select(r => r[0]).Distinct().Count());
        return rows;
    }
}
