namespace Fusionize.Testing.Tests;

/// <summary>The file that the Orders sample writes to, for this process.</summary>
internal static class Journal
{
    private static readonly string s_file = Path.Combine(Directory.CreateTempSubdirectory("fusionize-orders-").FullName, "journal");

    static Journal()
    {
        Environment.SetEnvironmentVariable("ORDERS_JOURNAL", s_file);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Path.GetDirectoryName(s_file)!, recursive: true);
    }

    /// <summary>Names an order; from now on its entries can be read.</summary>
    public static string NewOrder() => "o" + Guid.NewGuid().ToString("n")[..12];

    /// <summary>The order's entries, whose order only matters where someone waited.</summary>
    public static string[] EntriesOf(string order)
    {
        for (; ; Thread.Sleep(5))
        {
            try
            {
                return File.Exists(s_file)
                    ?
                    [
                        .. File.ReadLines(s_file)
                            .Where(l => l.Contains(order, StringComparison.OrdinalIgnoreCase))
                            .Select(l => l.Replace(order, "#", StringComparison.OrdinalIgnoreCase)),
                    ]
                    : [];
            }
            catch (IOException)
            {
                // Someone is writing.
            }
        }
    }
}
