namespace Fusionize.Shared;

/// <summary>Names that the compiler plug-in, the build and the runtime share.</summary>
internal static class Names
{
    // Types of Fusionize.dll, by metadata name.
    public const string FusionTaskAttribute = "Fusionize.FusionTaskAttribute";
    public const string FusionServiceAttribute = "Fusionize.FusionServiceAttribute";
    public const string DetachExtensions = "Fusionize.DetachExtensions";
    public const string TaskFailedException = "Fusionize.TaskFailedException";
    public const string CallKind = "Fusionize.CallKind";
    public const string RemoteCall = "Fusionize.CompilerServices.RemoteCall";
    public const string LocalCall = "Fusionize.CompilerServices.LocalCall";
    public const string DetachedCall = "Fusionize.CompilerServices.DetachedCall";
    public const string Switches = "Fusionize.CompilerServices.Switches";
    public const string Function = "Fusionize.Hosting.Function";
    public const string Dispatcher = "Fusionize.CompilerServices.Dispatcher";
    public const string TaskRequest = "Fusionize.CompilerServices.TaskRequest";
    public const string ArgumentReader = "Fusionize.CompilerServices.ArgumentReader";
    public const string UnknownTaskException = "Fusionize.CompilerServices.UnknownTaskException";
    public const string InvocationScope = "Fusionize.CompilerServices.InvocationScope";
    public const string InvalidRequestException = "Fusionize.CompilerServices.InvalidRequestException";
    public const string Isolated = "Fusionize.CompilerServices.Isolated";
    public const string IsolateByCopyingAttribute = "Fusionize.IsolateByCopyingAttribute";
    public const string RemoteInvoker = "Fusionize.Remote.RemoteInvoker";
    public const string HttpExchange = "Fusionize.CompilerServices.HttpExchange";
    public const string HttpRoutes = "Fusionize.CompilerServices.HttpRoutes";
    public const string HttpSource = "Fusionize.CompilerServices.HttpSource";
    public const string HttpValue = "Fusionize.CompilerServices.HttpValue";
    public const string ValidationErrors = "Fusionize.CompilerServices.ValidationErrors";
    public const string HttpRequest = "Fusionize.HttpRequest";
    public const string HttpResult = "Fusionize.HttpResult";
    public const string CorsAttribute = "Fusionize.CorsAttribute";
    public const string EventTriggers = "Fusionize.CompilerServices.EventTriggers";
    public const string EventMessage = "Fusionize.CompilerServices.EventMessage";
    public const string BatchResponse = "Fusionize.BatchResponse";

    /// <summary>Key of the assembly metadata with the manifest.</summary>
    public const string ManifestKey = "Fusionize.Manifest";

    /// <summary>Namespace of all generated code. <c>InterceptorsNamespaces</c> enables interceptors in it.</summary>
    public const string GeneratedNamespace = "Fusionize.Generated";

    /// <summary>Part of the path of every generated file. The compiler builds it from the generator's assembly and class.</summary>
    public const string GeneratorFolder = "Fusionize.Generators.FusionizeGenerator";

    /// <summary>The generated file that exists whenever the generator has run.</summary>
    public const string ManifestFile = "Manifest.g.cs";

    /// <summary>The slice, among the host's AdditionalFiles.</summary>
    public const string SliceFile = "slice.txt";

    /// <summary>The compiler-visible property that switches the generator to host mode.</summary>
    public const string HostProperty = "FusionizeHost";

    /// <summary>The compiler-visible property of a project whose task calls stay plain method calls, such as tests.</summary>
    public const string PlainCallsProperty = "FusionizePlainCalls";

    /// <summary>Whether a local call makes its callee the current task. Only task calls in helper methods need to know the current task.</summary>
    public const string AmbientSwitch = "Fusionize.AmbientTask";

    /// <summary>Whether the application uses <c>TaskContext</c>. Then all calls carry call ids.</summary>
    public const string ContextSwitch = "Fusionize.TaskContext";

    /// <summary>Metadata name of the class with the call id and the number of the attempt.</summary>
    public const string TaskContext = "Fusionize.TaskContext";

    /// <summary>
    /// Whether arguments that are too large for Lambda are passed through a bucket. Off unless the application's runtime options switch it on.
    /// </summary>
    public const string ClaimSwitch = "Fusionize.ClaimCheck";

    /// <summary>Whether libraries in the function ask which task is running, to write it to the log.</summary>
    public const string RunningTaskSwitch = "Fusionize.RunningTask";

    /// <summary>Metadata name of the class that tells libraries which task is running.</summary>
    public const string RunningTask = "Fusionize.Hosting.RunningTask";

    /// <summary>Whether the application uses <c>FunctionTelemetry</c>. Then the function makes spans.</summary>
    public const string TelemetrySwitch = "Fusionize.Telemetry";

    public const string FunctionTelemetry = "Fusionize.FunctionTelemetry";

    /// <summary>The assembly whose providers give loggers, and their class.</summary>
    public const string LoggingAssembly = "Fusionize.Logging";

    public const string FunctionLogging = "Fusionize.Logging.FunctionLogging";

    /// <summary>Whether the function may have an entry with a route.</summary>
    public const string RoutesSwitch = "Fusionize.HttpRoutes";

    /// <summary>Whether the function may have an entry with a trigger.</summary>
    public const string EventsSwitch = "Fusionize.EventTriggers";

    /// <summary>Whether synchronous calls of the task are local.</summary>
    public static string LocalSwitch(string taskId) => "Fusionize.Local." + taskId;

    /// <summary>Whether asynchronous calls of the task are local (only if the synchronous calls are local, too).</summary>
    public static string LocalAsyncSwitch(string taskId) => "Fusionize.LocalAsync." + taskId;

    /// <summary>
    /// Assembly name of every group's host, the same for all applications: an assembly with tasks gives it access to internal members, but doesn't
    /// know which application it will be part of.
    /// </summary>
    public const string HostAssembly = "Fusionize.Function";

    /// <summary>
    /// Namespace of an assembly's <c>TaskSwitch</c> and <c>TaskRemote</c>; one per assembly, because both are public. It is different for every
    /// assembly name: a dot between two letters or digits becomes <c>_</c>, and any other character that isn't an ASCII letter or digit becomes its
    /// number between double underscores. Because of its prefix it can't hide a type.
    /// </summary>
    public static string TaskNamespace(string assembly)
    {
        var text = new System.Text.StringBuilder(GeneratedNamespace).Append(".In_");
        for (var i = 0; i < assembly.Length; i++)
        {
            if (IsPlain(assembly[i]))
                text.Append(assembly[i]);
            else if (assembly[i] == '.' && i > 0 && i + 1 < assembly.Length && IsPlain(assembly[i - 1]) && IsPlain(assembly[i + 1]))
                text.Append('_');
            else
                text.Append("__").Append(((int)assembly[i]).ToString("x", System.Globalization.CultureInfo.InvariantCulture)).Append("__");
        }
        return text.ToString();
    }

    /// <summary>The property of <c>TaskRemote</c> with a task's slot.</summary>
    public static string SlotOf(string taskId) => TaskId.ToIdentifier(taskId) + "_Remote";

    /// <summary>The property of <c>TaskRoutes</c> that gives a task's routes.</summary>
    public static string RoutesOf(string taskId) => TaskId.ToIdentifier(taskId) + "_Routes";

    /// <summary>The method of <c>TaskRoutes</c> that reads a task's arguments from an HTTP request.</summary>
    public static string BindingOf(string taskId) => TaskId.ToIdentifier(taskId) + "_Bind";

    /// <summary>The method of <c>TaskRoutes</c> that rehearses a request.</summary>
    public static string RehearsalOf(string taskId) => TaskId.ToIdentifier(taskId) + "_Rehearse";

    private static bool IsPlain(char c) => c is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9';
}
