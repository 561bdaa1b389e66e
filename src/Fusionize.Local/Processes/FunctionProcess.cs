using System.Diagnostics;

namespace Fusionize.Local.Processes;

/// <summary>A running function process and the pipe it writes its log to.</summary>
internal sealed class FunctionProcess : IDisposable
{
    private readonly Process _process;
    private readonly bool _ownGroup;

    public FunctionProcess(Process process, bool ownGroup, Action<int> exited)
    {
        _process = process;
        _ownGroup = ownGroup;
        Id = process.Id;
        // Process may raise this event during a call of this class, while the caller holds locks. The owner must handle it without these locks.
        process.Exited += (_, _) => ThreadPool.UnsafeQueueUserWorkItem(_ => exited(ExitCodeOf(process)), null);
        process.EnableRaisingEvents = true;
    }

    public int Id { get; }

    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>Tells a process without a death signal that the platform ends it intentionally (see <see cref="ProcessLauncher"/>).</summary>
    public void Release()
    {
        try
        {
            _process.StandardInput.WriteLine();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The reader has already ended.
        }
        finally
        {
            _process.StandardInput.BaseStream.Dispose(); // Process doesn't dispose a stream that was accessed
        }
    }

    /// <summary>Asks the process to end. Returns false if that isn't possible.</summary>
    public bool Terminate() => _ownGroup && Native.Kill(Id, Native.SIGTERM) == 0;

    /// <summary>Ends the process and its children.</summary>
    public void Kill()
    {
        // Right after the start, the process group doesn't exist yet.
        if (_ownGroup && (Native.Kill(-Id, Native.SIGKILL) == 0 || Native.Kill(Id, Native.SIGKILL) == 0))
            return;
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // The process has ended meanwhile.
        }
    }

    /// <summary>Ends the remaining children of an ended process.</summary>
    public void KillRemains()
    {
        if (_ownGroup)
            Native.Kill(-Id, Native.SIGKILL);
    }

    public void WaitForExit(TimeSpan limit) => _process.WaitForExit(limit);

    public void Dispose() => _process.Dispose();

    private static int ExitCodeOf(Process process)
    {
        try
        {
            return process.ExitCode;
        }
        catch (InvalidOperationException)
        {
            return -1;
        }
    }
}
