using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;

namespace Fusionize.Benchmarks.ColdStart;

/// <summary>
/// Starts a function's program with nothing around it: from the start of the process to the first poll. The local platform's figure also holds its
/// own work, a shell, two more programs and a cgroup, which is several times what a native function takes.
/// </summary>
internal sealed class DirectStarter : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _folder;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Dictionary<FunctionZip, string> _unpacked = [];

    public DirectStarter(string folder)
    {
        _folder = folder;
        _listener.Start();
    }

    /// <summary>Milliseconds.</summary>
    public async Task<double> StartAsync(FunctionZip function)
    {
        var folder = Unpack(function);
        var isProgram = function.Runtime != "dotnet10";
        var start = new ProcessStartInfo(isProgram ? Path.Combine(folder, "bootstrap") : "dotnet") { WorkingDirectory = folder };
        if (!isProgram)
        {
            start.ArgumentList.Add("exec");
            start.ArgumentList.Add(Path.Combine(folder, function.Handler + ".dll"));
        }
        var path = start.Environment["PATH"];
        start.Environment.Clear();
        start.Environment["PATH"] = path;
        start.Environment["AWS_LAMBDA_RUNTIME_API"] = _listener.LocalEndpoint.ToString();
        start.Environment["IOT_STORE"] = Path.Combine(_folder, "direct.db");
        using var patience = new CancellationTokenSource(Patience);
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        try
        {
            using var connection = await _listener.AcceptSocketAsync(patience.Token);
            var read = await connection.ReceiveAsync(new byte[1024], patience.Token);
            var elapsed = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            return read > 0 ? elapsed : throw new InvalidOperationException($"{function.Name} ended before its first poll.");
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    public void Dispose() => _listener.Dispose();

    private string Unpack(FunctionZip function)
    {
        if (_unpacked.TryGetValue(function, out var known))
            return known;
        var folder = Path.Combine(_folder, $"direct{_unpacked.Count}");
        using (var zip = new ZipArchive(new MemoryStream(function.Bytes)))
            zip.ExtractToDirectory(folder);
        return _unpacked[function] = folder;
    }
}
