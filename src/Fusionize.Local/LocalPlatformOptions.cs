using System.Net;

namespace Fusionize.Local;

/// <summary>The waits that the platform adds to calls between functions.</summary>
public enum NetworkProfile
{
    /// <summary>No waits, only the machine's loopback.</summary>
    Raw,

    /// <summary>The invocation overheads measured on AWS Lambda, drawn from a seeded distribution.</summary>
    Aws,
}

/// <summary>Options of a <see cref="LocalPlatform"/>. The defaults are Lambda's where they exist.</summary>
public sealed record LocalPlatformOptions
{
    /// <summary>Port of the control plane; 0 picks a free one.</summary>
    public int Port { get; init; }

    /// <summary>Address of the control plane. Functions always talk to the loopback interface.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>Folder for packages, queues and logs. Null: a temporary folder, deleted at the end.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Waits added to calls between functions.</summary>
    public NetworkProfile Network { get; init; }

    /// <summary>Seed of random numbers: network waits, alias weights.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How long an idle instance stays.</summary>
    public TimeSpan IdleExpiry { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// The maximum number of simultaneous requests of all functions. Further requests get the response 429. If there are more than half as many
    /// instances, idle instances end.
    /// </summary>
    public int MaxConcurrency { get; init; } = DefaultConcurrency;

    /// <summary>Requests that one instance serves at the same time.</summary>
    public int RequestsPerInstance { get; init; } = 1;

    /// <summary>Limits an instance's CPU by its memory size, if the machine permits it.</summary>
    public bool EnforceCpu { get; init; } = true;

    /// <summary>Ends an instance whose resident memory exceeds its memory size.</summary>
    public bool EnforceMemory { get; init; }

    /// <summary>The time limit of INIT.</summary>
    public TimeSpan InitTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Waits before the retries of a failed asynchronous event, one per retry.</summary>
    public IReadOnlyList<TimeSpan> AsyncRetryDelays { get; init; } = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2)];

    /// <summary>The longest wait of a throttled asynchronous event before it is tried again. The waits start at 250 ms and double.</summary>
    public TimeSpan MaxThrottleDelay { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Time from SIGTERM to SIGKILL for an idle instance, as on Lambda for a function with an internal extension.</summary>
    internal TimeSpan ShutDownLimit { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The maximum size of all logs in bytes. The oldest events are dropped.</summary>
    public long LogRetentionBytes { get; init; } = 2L << 30;

    /// <summary>Environment variables for every function in addition to its own.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Lambda's limit is 1,000, but here every instance is a process of about 50 MB.</summary>
    private static int DefaultConcurrency => (int)Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (64L << 20), 50, 1000);

    /// <summary>The endpoint of S3 for functions with their code in a bucket. Null: AWS_ENDPOINT_URL_S3 or the region, as for AWS's own
    /// tools.</summary>
    public Uri? S3Endpoint { get; init; }

    /// <summary>The region in ARNs and in the functions' environment.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>The clock of queues, event source mappings and schedules. Functions run by the machine's.</summary>
    internal TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Receives messages for the operator, one line at a time.</summary>
    public Action<string>? Log { get; init; }
}
