namespace Fusionize.Benchmarks.Infrastructure;

/// <summary>The command line: <c>SUITE [--quick] [--json FILE]</c>.</summary>
internal static class SuiteRunner
{
    public static int Run(string[] args)
    {
        var isQuick = args.Contains("--quick");
        args = [.. args.Where(a => a != "--quick")];
        var suites = typeof(Suite)
            .Assembly.GetTypes()
            .Where(t => t.IsSubclassOf(typeof(Suite)) && !t.IsAbstract)
            .Select(t => (Suite)Activator.CreateInstance(t)!)
            .OrderBy(s => s.Name, StringComparer.Ordinal)
            .ToList();
        if (args is not ([_] or [_, "--json", _]) || suites.Find(s => s.Name == args[0]) is not { } suite)
        {
            Console.Error.WriteLine("usage: SUITE [--quick] [--json FILE]\n  --quick: where a suite takes minutes, a part of it\n\nsuites:");
            foreach (var s in suites)
                Console.Error.WriteLine($"  {s.Name,-14} {s.Description}");
            return 2;
        }
        if (IsDebug)
            Console.WriteLine("A debug build: the figures mean nothing. Run with -c Release.");
        Console.WriteLine($"{suite.Name}: {suite.Description}");
        Console.WriteLine($"  {System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription}, {Environment.ProcessorCount} processors");
        var report = new Report(suite.Name, isQuick);
        suite.Run(report);
        if (args is [_, _, var file])
            report.Write(file);
        return 0;
    }

    private static bool IsDebug =>
#if DEBUG
        true;
#else
        false;
#endif
}
