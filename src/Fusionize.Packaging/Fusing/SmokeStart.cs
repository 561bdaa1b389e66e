using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Fusionize.Packaging.Fusing;

/// <summary>
/// Starts a zip as its platform would, against a Runtime API that has no requests, and checks whether it asks for one. So errors in packages that
/// find their types by name, and that linking has broken, show here and not in production.
/// </summary>
public static class SmokeStart
{
    /// <param name="zip">The zip.</param>
    /// <param name="host">The program's assembly name.</param>
    /// <param name="dotnet">The dotnet program.</param>
    /// <param name="timeout">The time limit of INIT.</param>
    /// <param name="cancellation">Cancels the attempt.</param>
    /// <returns>Null if it started, otherwise its error output.</returns>
    public static async Task<string?> TryAsync(string zip, string host, string dotnet, TimeSpan timeout, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("fusionize-smoke-");
        try
        {
            ZipFile.ExtractToDirectory(zip, folder.FullName);
            using var api = new TcpListener(IPAddress.Loopback, 0);
            api.Start();
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            stop.CancelAfter(timeout);
            using var process = Start(folder.FullName, host, dotnet, ((IPEndPoint)api.LocalEndpoint).Port);
            var output = ReadAsync(process);
            try
            {
                var exited = process.WaitForExitAsync(stop.Token);
                var asked = FirstRequestAsync(api, stop.Token);
                var first = await Task.WhenAny(exited, asked);
                if (first == asked && await asked is { } request)
                    return request.Contains("/invocation/next ", StringComparison.Ordinal) ? null : $"It reported an error in INIT:\n{request}";
                await first;
                return $"It ended with exit code {process.ExitCode} before it asked for a request.\n{await output}";
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                process.Kill(entireProcessTree: true);
                return $"It didn't ask for a request within {timeout.TotalSeconds:0} s.\n{await output}";
            }
            finally
            {
                await stop.CancelAsync();
                if (!process.HasExited)
                    process.Kill(entireProcessTree: true);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Process Start(string folder, string host, string dotnet, int port)
    {
        var bootstrap = Path.Combine(folder, "bootstrap");
        var start = File.Exists(bootstrap)
            ? new ProcessStartInfo(bootstrap)
            : new ProcessStartInfo(dotnet, ["exec", Path.Combine(folder, host + ".dll")]);
        start.WorkingDirectory = folder;
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.Environment["AWS_LAMBDA_RUNTIME_API"] = $"127.0.0.1:{port}";
        start.Environment["AWS_LAMBDA_FUNCTION_NAME"] = "smoke";
        start.Environment["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = "1769";
        start.Environment["AWS_REGION"] = "local";
        start.Environment["LAMBDA_TASK_ROOT"] = folder;
        // The function must not inherit the settings of the build's own process.
        foreach (
            var name in start
                .Environment.Keys.Where(k =>
                    k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || k.StartsWith("DOTNET_", StringComparison.OrdinalIgnoreCase)
                )
                .ToList()
        )
            start.Environment.Remove(name);
        if (Path.GetDirectoryName(dotnet) is { Length: > 0 } root)
            start.Environment["DOTNET_ROOT"] = root;
        return Process.Start(start)!;
    }

    /// <summary>Returns the first request: its head, or its first line and its body.</summary>
    private static async Task<string> FirstRequestAsync(TcpListener api, CancellationToken cancellation)
    {
        while (true)
        {
            using var connection = await api.AcceptTcpClientAsync(cancellation);
            var buffer = new byte[16 * 1024];
            var length = 0;
            // A connection may be opened before its first request.
            while (length < buffer.Length && await connection.GetStream().ReadAsync(buffer.AsMemory(length), cancellation) is > 0 and var read)
            {
                length += read;
                var request = Encoding.UTF8.GetString(buffer, 0, length);
                var body = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
                // A request for work has no body. A report of an error has one, which may arrive in several pieces.
                if (body >= 0 && (request.StartsWith("GET ", StringComparison.Ordinal) || request.TrimEnd().EndsWith('}')))
                    return request.StartsWith("GET ", StringComparison.Ordinal)
                        ? request
                        : request[..request.IndexOf('\r', StringComparison.Ordinal)] + "\n" + request[(body + 4)..];
            }
        }
    }

    private static async Task<string> ReadAsync(Process process)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        var text = (await output + await errors).Trim();
        return text.Length > 2000 ? text[..2000] + "…" : text;
    }
}
