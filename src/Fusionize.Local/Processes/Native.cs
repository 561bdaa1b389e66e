using System.Runtime.InteropServices;

namespace Fusionize.Local.Processes;

/// <summary>The few libc calls that .NET has no API for.</summary>
internal static partial class Native
{
    public const int SIGKILL = 9;
    public const int SIGTERM = 15;
    public const short POLLIN = 1;
    public const int EINTR = 4;
    private const int F_GETFL = 3;
    private const int F_SETFL = 4;
    private static readonly int NonBlocking = OperatingSystem.IsMacOS() ? 0x4 : 0x800;

    public static readonly int EAGAIN = OperatingSystem.IsMacOS() ? 35 : 11;

    [StructLayout(LayoutKind.Sequential)]
    public struct PollFd
    {
        public int Fd;
        public short Events;
        public short Returned;
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static unsafe partial int Poll(PollFd* fds, nuint count, int timeoutMs);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static unsafe partial nint Read(int fd, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Fcntl(int fd, int command, int argument);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int Unshare(int flags);

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mount(string source, string target, string? type, nuint flags, nint data);

    /// <summary>
    /// Creates a view of the file system with a read-only folder for the calling thread and the processes that it starts later. Returns false if that
    /// is not permitted. Then the thread may have a view of its own, but without changes.
    /// </summary>
    public static bool TryMakeReadOnlyForThisThread(string folder)
    {
        const int NewMounts = 0x20000;
        const nuint ReadOnly = 1,
            Remount = 32,
            Bind = 4096,
            Recursive = 16384,
            Slave = 1 << 19;
        return OperatingSystem.IsLinux()
            && Unshare(NewMounts) == 0
            && Mount("none", "/", null, Recursive | Slave, 0) == 0
            && Mount(folder, folder, null, Bind, 0) == 0
            && Mount(folder, folder, null, Bind | Remount | ReadOnly, 0) == 0;
    }

    public static void SetNonBlocking(int fd) => Fcntl(fd, F_SETFL, Fcntl(fd, F_GETFL, 0) | NonBlocking);
}
