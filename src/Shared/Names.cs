namespace Fusionize.Shared;

/// <summary>Names that the compiler plug-in, the build and the runtime agree on.</summary>
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

    /// <summary>Key of the assembly metadata that holds the manifest.</summary>
    public const string ManifestKey = "Fusionize.Manifest";

    /// <summary>Namespace of everything generated; interceptors are switched on for it by <c>InterceptorsNamespaces</c>.</summary>
    public const string GeneratedNamespace = "Fusionize.Generated";

    /// <summary>Part of the path of every generated file, as the compiler makes it from the generator's assembly and class.</summary>
    public const string GeneratorFolder = "Fusionize.Generators.FusionizeGenerator";

    /// <summary>The generated file that is there wherever the generator has run.</summary>
    public const string ManifestFile = "Manifest.g.cs";

    /// <summary>The slice, among the host's AdditionalFiles.</summary>
    public const string SliceFile = "slice.txt";

    /// <summary>The compiler-visible property that switches the generator to host mode.</summary>
    public const string HostProperty = "FusionizeHost";

    /// <summary>The compiler-visible property of a project whose task calls are meant to be plain method calls, such as tests.</summary>
    public const string PlainCallsProperty = "FusionizePlainCalls";

    /// <summary>Whether a local call makes its callee the current task: only a task call in a helper asks which one that is.</summary>
    public const string AmbientSwitch = "Fusionize.AmbientTask";

    /// <summary>Whether the application asks for <c>TaskContext</c>: then call ids travel with all calls.</summary>
    public const string ContextSwitch = "Fusionize.TaskContext";

    /// <summary>Metadata name of what an application asks for them.</summary>
    public const string TaskContext = "Fusionize.TaskContext";

    /// <summary>Whether arguments that are too large for Lambda go through a bucket. Off unless the application's runtime options say
    /// otherwise.</summary>
    public const string ClaimSwitch = "Fusionize.ClaimCheck";

    /// <summary>Whether synchronous calls of the task are local.</summary>
    public static string LocalSwitch(string taskId) => "Fusionize.Local." + taskId;

    /// <summary>Whether asynchronous calls of the task are local (counts only where the synchronous ones are).</summary>
    public static string LocalAsyncSwitch(string taskId) => "Fusionize.LocalAsync." + taskId;

    /// <summary>
    /// Assembly name of every group's host, the same for all applications: an assembly with tasks lets it see what is internal, and doesn't know
    /// which application it will be part of.
    /// </summary>
    public const string HostAssembly = "Fusionize.Function";

    /// <summary>
    /// Namespace of an assembly's <c>TaskSwitch</c> and <c>TaskRemote</c>; one per assembly, since both are public. Different for every name: a dot
    /// between two letters or digits becomes <c>_</c>, and whatever else is no ASCII letter or digit its number between double ones. What it begins
    /// with keeps it from hiding a type.
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

    /// <summary>The property of <c>TaskRemote</c> that holds a task's slot.</summary>
    public static string SlotOf(string taskId) => TaskId.ToIdentifier(taskId) + "_Remote";

    private static bool IsPlain(char c) => c is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9';
}
