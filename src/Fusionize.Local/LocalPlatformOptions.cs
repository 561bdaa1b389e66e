using System.Net;

namespace Fusionize.Local;

/// <summary>Which waits the platform adds to calls between functions.</summary>
public enum NetworkProfile
{
    /// <summary>None: what the machine's loopback costs.</summary>
    Raw,

    /// <summary>The invocation overheads measured on AWS Lambda, drawn from a seeded distribution.</summary>
    Aws,
}

/// <summary>How a <see cref="LocalPlatform"/> runs. The defaults are Lambda's where Lambda has one.</summary>
public sealed record LocalPlatformOptions
{
    /// <summary>Port of the control plane; 0 picks a free one.</summary>
    public int Port { get; init; }

    /// <summary>Address of the control plane. Functions always talk to the loopback interface.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>Where packages are extracted and logs are kept. Null: a temporary folder that goes with the platform.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Waits added to calls between functions.</summary>
    public NetworkProfile Network { get; init; }

    /// <summary>Seed of everything drawn: network waits, alias weights.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How long an instance stays without work.</summary>
    public TimeSpan IdleExpiry { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Requests in work at the same time, over all functions; one more is answered with 429. Idle instances end when there are more than
    /// half as many in all.</summary>
    public int MaxConcurrency { get; init; } = DefaultConcurrency;

    /// <summary>Requests that one instance works on at the same time.</summary>
    public int RequestsPerInstance { get; init; } = 1;

    /// <summary>Limits an instance's CPU to its memory's share, where the machine permits it.</summary>
    public bool EnforceCpu { get; init; } = true;

    /// <summary>Ends an instance whose resident memory exceeds its memory size.</summary>
    public bool EnforceMemory { get; init; }

    /// <summary>Longest INIT before it counts as failed.</summary>
    public TimeSpan InitTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Waits before the retries of a failed asynchronous event; their number is the number of retries.</summary>
    public IReadOnlyList<TimeSpan> AsyncRetryDelays { get; init; } = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2)];

    /// <summary>From SIGTERM to SIGKILL, for an instance that has no work: what Lambda gives a function with an internal extension.</summary>
    internal TimeSpan ShutDownLimit { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Bytes of log kept; the oldest go first.</summary>
    public long LogRetentionBytes { get; init; } = 2L << 30;

    /// <summary>Variables given to every function beside its own.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Lambda's limit is 1,000; here every instance is a process of 50 MB or so.</summary>
    private static int DefaultConcurrency => (int)Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (64L << 20), 50, 1000);

    /// <summary>Where S3 is for functions whose code lies in a bucket. Null: as AWS's own tools find it, by AWS_ENDPOINT_URL_S3 or the
    /// region.</summary>
    public Uri? S3Endpoint { get; init; }

    /// <summary>Region that ARNs and functions name.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>Receives what the operator should know, one line at a time.</summary>
    public Action<string>? Log { get; init; }
}
