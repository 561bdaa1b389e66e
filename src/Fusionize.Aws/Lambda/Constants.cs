namespace Fusionize.Aws.Lambda;

/// <summary>How a function is invoked.</summary>
public static class InvocationType
{
    public const string Event = "Event",
        RequestResponse = "RequestResponse",
        DryRun = "DryRun";
}

/// <summary>Whether an invocation's answer includes the end of its log.</summary>
public static class LogType
{
    public const string None = "None",
        Tail = "Tail";
}

/// <summary>Whether a function can be invoked.</summary>
public static class State
{
    public const string Pending = "Pending",
        Active = "Active",
        Inactive = "Inactive",
        Failed = "Failed";
}

/// <summary>The result of a function's last change.</summary>
public static class LastUpdateStatus
{
    public const string Successful = "Successful",
        Failed = "Failed",
        InProgress = "InProgress";
}

/// <summary>Instruction sets.</summary>
public static class Architecture
{
    public const string X86_64 = "x86_64",
        Arm64 = "arm64";
}

/// <summary>Language runtimes that a fused zip can be for.</summary>
public static class Runtime
{
    public const string Dotnet10 = "dotnet10",
        Dotnet8 = "dotnet8",
        ProvidedAl2023 = "provided.al2023";
}

/// <summary>Format of a function's log lines.</summary>
public static class LogFormat
{
    public const string Text = "Text",
        JSON = "JSON";
}
