using System.Collections.Concurrent;
using System.Diagnostics;

namespace Fusionize.Local.Processes;

/// <summary>
/// Starts function processes so that none outlives the platform, however the platform ends.
/// </summary>
/// <remarks>
/// A one-line shell script joins the cgroup, merges stderr into stdout, and becomes the function by <c>exec</c>: <c>setsid</c> gives it a process
/// group of its own (so that its children can be ended with it, and a Ctrl-C in the terminal doesn't reach it), <c>setpriv --pdeathsig</c> makes the
/// kernel kill it with its parent. Linux sends that signal when the *thread* that started it ends, so all starts happen on one thread that lives as
/// long as the platform. If the machine permits it (usually to root), that thread also has its own view of the file system, in which packages are
/// read-only, as on Lambda. Root also loses the right to override file modes, as on Lambda. Without setpriv (macOS), the script leaves a reader on
/// its stdin: an end of file without a line means that the platform died.
/// </remarks>
internal sealed class ProcessLauncher : IDisposable
{
    private const string Join = """if [ -n "$1" ]; then echo $$ > "$1"; fi; shift; exec 2>&1; """;

    // Through descriptor 3, because the shell uses /dev/null as the input of a background command.
    private const string Watch = """exec 3<&0; (exec >/dev/null 2>&1; read -r _ <&3 || kill -9 -$$ || kill -9 $$) & exec 3<&-; """;

    private const string DroppedRights = "-dac_override,-dac_read_search";

    private static readonly string? SetSid = Find("setsid");
    private static readonly string? SetPriv = OperatingSystem.IsLinux() ? Find("setpriv") : null;

    private static readonly Lazy<bool> s_canDropRights = new(CanDropRights);

    private readonly string? _setPriv;
    private readonly string? _readOnlyFolder;
    private readonly BlockingCollection<(Action Start, TaskCompletionSource Done)> _starts = [];
    private readonly Thread _thread;

    /// <param name="useDeathSignal">False: behave as on a system without setpriv.</param>
    /// <param name="readOnlyFolder">A folder that is read-only for the processes, if the machine permits that.</param>
    public ProcessLauncher(bool useDeathSignal = true, string? readOnlyFolder = null)
    {
        _setPriv = useDeathSignal ? SetPriv : null;
        _readOnlyFolder = readOnlyFolder;
        _thread = new Thread(Run) { IsBackground = true, Name = "fusionize function starter" };
        _thread.Start();
    }

    /// <param name="command">Program and arguments.</param>
    /// <param name="environment">The whole environment: nothing is inherited.</param>
    /// <param name="joinFile">The <c>cgroup.procs</c> to join, if any.</param>
    /// <param name="exited">Called once, with the exit code (128 + signal number for a killed process).</param>
    public async Task<FunctionProcess> StartAsync(
        IReadOnlyList<string> command,
        string directory,
        IReadOnlyDictionary<string, string> environment,
        string? joinFile,
        Action<int> exited
    )
    {
        FunctionProcess? started = null;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _starts.Add((() => started = Start(command, directory, environment, joinFile, exited), done));
        await done.Task;
        return started!;
    }

    private FunctionProcess Start(
        IReadOnlyList<string> command,
        string directory,
        IReadOnlyDictionary<string, string> environment,
        string? joinFile,
        Action<int> exited
    )
    {
        var info = new ProcessStartInfo("/bin/sh")
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        foreach (var argument in Wrap(command, joinFile))
            info.ArgumentList.Add(argument);
        info.Environment.Clear();
        foreach (var (name, value) in environment)
            info.Environment[name] = value;
        return new FunctionProcess(Process.Start(info)!, SetSid is not null, exited);
    }

    private IEnumerable<string> Wrap(IReadOnlyList<string> command, string? joinFile)
    {
        yield return "-c";
        yield return Join + (_setPriv is null ? Watch : "") + "exec </dev/null; exec \"$@\"";
        yield return "fusionize";
        yield return joinFile ?? "";
        if (SetSid is not null)
            yield return SetSid;
        if (_setPriv is not null)
        {
            yield return _setPriv;
            yield return "--pdeathsig";
            yield return "KILL";
            if (_readOnlyFolder is not null && s_canDropRights.Value)
            {
                yield return "--bounding-set";
                yield return DroppedRights;
            }
            yield return "--";
        }
        foreach (var part in command)
            yield return part;
    }

    private static string? Find(string tool) =>
        new[] { "/usr/bin/", "/bin/", "/usr/local/bin/" }.Select(folder => folder + tool).FirstOrDefault(File.Exists);

    private static bool CanDropRights()
    {
        if (SetPriv is null || Native.EffectiveUser() != 0)
            return false;
        using var trial = Process.Start(new ProcessStartInfo(SetPriv, ["--bounding-set", DroppedRights, "true"]) { RedirectStandardError = true });
        trial!.WaitForExit();
        return trial.ExitCode == 0;
    }

    private void Run()
    {
        if (_readOnlyFolder is not null)
            Native.TryMakeReadOnlyForThisThread(_readOnlyFolder);
        foreach (var (start, done) in _starts.GetConsumingEnumerable())
        {
            try
            {
                start();
                done.SetResult();
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        }
    }

    public void Dispose()
    {
        _starts.CompleteAdding();
        _thread.Join();
        _starts.Dispose();
    }
}
