using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Fusionize.Setups;

namespace Fusionize.Optimization.Optimizers;

/// <summary>
/// Any command as an optimizer. It reads the profile as JSON (<see cref="ProfileJson"/>) from its input and prints the next setup as JSON, or nothing
/// if none is
/// left to try. The last line on its error output is shown as the reason. It runs without a shell.
/// </summary>
public sealed class ExternalOptimizer : ISetupOptimizer
{
    private const int MaxReason = 500;
    private readonly string _command;
    private readonly string[] _words;
    private readonly TimeSpan _timeout;

    /// <summary>Prepares a command; it is started by <see cref="ProposeAsync"/>.</summary>
    /// <param name="command">Words separated by white space; double quotes keep white space.</param>
    /// <param name="timeout">How long the command may take; null: a minute.</param>
    public ExternalOptimizer(string command, TimeSpan? timeout = null)
    {
        _command = command;
        _words = [.. Split(command)];
        _timeout = timeout ?? TimeSpan.FromSeconds(60);
        if (_words.Length == 0)
            throw new FusionizeException(OptimizationCodes.CommandFailed, command, "The command is empty. Write exec:COMMAND.");
    }

    /// <inheritdoc/>
    public string Name => "exec";

    /// <inheritdoc/>
    public async ValueTask<Proposal> ProposeAsync(OptimizationInput input, CancellationToken cancellation)
    {
        var (output, reason) = await RunAsync(ProfileJson.Write(input), cancellation);
        var best = GoalChoice.BestMeasured(input.History, input.Goal);
        if (output.AsSpan().Trim(" \t\r\n"u8).IsEmpty)
            return new(null, reason ?? "The command proposes nothing more.", true, best);
        try
        {
            var setup = FusionSetup.Parse(output, _command);
            setup.Validate(input.App, _command);
            return new(setup, reason ?? "Proposed by the command.", false, best);
        }
        catch (SetupException e)
        {
            throw new FusionizeException(
                OptimizationCodes.BadAnswer,
                _command,
                $"The command's answer isn't a setup that can be used: {e.Describe()}",
                inner: e
            );
        }
    }

    private async Task<(byte[] Output, string? Reason)> RunAsync(ReadOnlyMemory<byte> input, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(_words[0], _words[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
            UseShellExecute = false,
        };
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException)
        {
            throw new FusionizeException(OptimizationCodes.CommandFailed, _command, $"The command can't be started: {e.Message}", inner: e);
        }
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(_timeout);
        try
        {
            // All three at the same time, since the command would block on a full pipe.
            var errors = ReadTailAsync(process.StandardError, timeout.Token);
            var output = ReadAsync(process.StandardOutput.BaseStream, timeout.Token);
            await WriteAsync(process, input, timeout.Token);
            var answer = await output;
            var reason = await errors;
            await process.WaitForExitAsync(timeout.Token);
            return process.ExitCode == 0
                ? (answer, reason)
                : throw new FusionizeException(
                    OptimizationCodes.CommandFailed,
                    _command,
                    $"The command ended with exit code {process.ExitCode}{(reason is null ? "." : ": " + reason)}"
                );
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new FusionizeException(
                OptimizationCodes.CommandTimedOut,
                _command,
                string.Create(CultureInfo.InvariantCulture, $"The command gave no answer within {_timeout.TotalSeconds:0.#} s.")
            );
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static async Task WriteAsync(Process process, ReadOnlyMemory<byte> input, CancellationToken cancellation)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input, cancellation);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The command may stop reading before the end of its input.
        }
    }

    private async Task<byte[]> ReadAsync(Stream output, CancellationToken cancellation)
    {
        var answer = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await output.ReadAsync(buffer, cancellation) is var read and > 0)
        {
            answer.Write(buffer, 0, read);
            if (answer.Length > SetupParser.MaxBytes)
                throw new FusionizeException(
                    OptimizationCodes.BadAnswer,
                    _command,
                    $"The command's answer is larger than {SetupParser.MaxBytes} bytes."
                );
        }
        return answer.ToArray();
    }

    private static async Task<string?> ReadTailAsync(StreamReader errors, CancellationToken cancellation)
    {
        string? last = null;
        while (await errors.ReadLineAsync(cancellation) is { } line)
        {
            if (!string.IsNullOrWhiteSpace(line))
                last = line.Length > MaxReason ? line[..MaxReason] : line;
        }
        return last?.Trim();
    }

    /// <summary>Words are separated by white space; double quotes keep it.</summary>
    internal static IEnumerable<string> Split(string command)
    {
        var word = new StringBuilder();
        bool quoted = false,
            any = false;
        foreach (var c in command)
        {
            if (c == '"')
            {
                quoted = !quoted;
                any = true;
            }
            else if (char.IsWhiteSpace(c) && !quoted)
            {
                if (any)
                    yield return word.ToString();
                word.Clear();
                any = false;
            }
            else
            {
                word.Append(c);
                any = true;
            }
        }
        if (any)
            yield return word.ToString();
    }
}
