using System.Diagnostics;
using Fusionize.Local.Cpu;
using Fusionize.Local.Ports;
using Fusionize.Local.Processes;

namespace Fusionize.Local.Execution;

/// <summary>
/// The resources of an instance's process: a CPU group, a port for its Runtime API, a pipe for its output. The process may end, or be asked to end,
/// before its start has completed; the start then handles both.
/// </summary>
internal sealed class Sandbox
{
    /// <summary>The shortest time between two reads of the peak memory, which only grows.</summary>
    private static readonly TimeSpan PeakAge = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly ExecutionServices _services;
    private readonly ICpuGroup _cpu;
    private readonly LoopbackPort _port;
    private readonly Action<int> _ended;
    private FunctionProcess? _process;
    private OutputPipe? _output;
    private int? _exitCode;
    private bool _killed;
    private long _peakReadAt;
    private long _peakBytes;

    /// <param name="owner">The owner of the port's connections.</param>
    /// <param name="ended">Called once the process has ended, with its exit code.</param>
    public Sandbox(ExecutionServices services, string id, object owner, Action<int> ended)
    {
        _services = services;
        _ended = ended;
        _cpu = services.Cpu.Create(id);
        try
        {
            _port = services.Ports.Open(owner);
        }
        catch
        {
            _cpu.Dispose();
            throw;
        }
    }

    /// <summary>Host and port of the Runtime API.</summary>
    public string Address => _port.Address;

    public async Task StartAsync(IReadOnlyList<string> command, string directory, IReadOnlyDictionary<string, string> environment, LineSink line)
    {
        var process = await _services.Launcher.StartAsync(command, directory, environment, _cpu.JoinFile, Exited);
        var output = _services.Output.Add(process.Output, line);
        int? exitCode;
        lock (_gate)
        {
            _process = process;
            _output = output;
            exitCode = _exitCode;
            if (_killed)
                process.Kill();
        }
        if (exitCode is { } code)
            _ended(code);
    }

    private void Exited(int code)
    {
        lock (_gate)
        {
            _exitCode = code;
            if (_process is null)
                return; // StartAsync continues and handles it
        }
        _ended(code);
    }

    /// <summary>Limits the process to the CPU share of its memory size.</summary>
    public void LimitCpu(int memoryMB) => _cpu.Limit(memoryMB);

    /// <summary>Reads what the process has written so far.</summary>
    public void Drain()
    {
        OutputPipe? output;
        lock (_gate)
            output = _output;
        output?.Drain(); // without the lock: the lines go to the instance, which has a lock of its own
    }

    public long MemoryBytes()
    {
        lock (_gate)
            return _process is { } process ? ProcFs.Memory(process.Id) : 0;
    }

    /// <summary>The highest memory of the process at the times when it was read.</summary>
    public long PeakMemoryMB(bool now = false)
    {
        lock (_gate)
        {
            if (now || _peakReadAt == 0 || Stopwatch.GetElapsedTime(_peakReadAt) > PeakAge)
                ReadPeak();
            return (_peakBytes + (1 << 20) - 1) >> 20;
        }
    }

    private void ReadPeak()
    {
        if (_process is not { } process)
            return;
        _peakReadAt = Stopwatch.GetTimestamp();
        _peakBytes = Math.Max(_peakBytes, ProcFs.PeakMemory(process.Id));
    }

    /// <summary>Asks the process to end. Returns false if that isn't possible.</summary>
    public bool TryTerminate()
    {
        lock (_gate)
        {
            ReadPeak(); // not available after the process has ended
            return _process?.Terminate() == true;
        }
    }

    public void Kill()
    {
        lock (_gate)
        {
            _killed = true;
            ReadPeak(); // not available after the process has ended
            _process?.Kill();
        }
    }

    /// <summary>Called when the process has ended. Ends its children, too, and reads the rest of its output.</summary>
    public void Close()
    {
        FunctionProcess? process;
        OutputPipe? output;
        lock (_gate)
            (process, output) = (_process, _output);
        process?.KillRemains();
        output?.Close();
        process?.Release();
    }

    public void Dispose()
    {
        _port.Dispose();
        _cpu.Dispose();
        lock (_gate)
            _process?.Dispose();
    }
}
