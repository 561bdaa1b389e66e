using System.Collections;
using Microsoft.Build.Framework;

namespace Fusionize.Build.Fusing;

/// <summary>
/// Takes the compiler's messages about a host. Its sources are generated, so nobody can correct anything at the places that the messages name.
/// </summary>
internal sealed class HostMessages(IBuildEngine engine) : IBuildEngine
{
    private readonly List<string> _errors = [];
    private readonly List<BuildWarningEventArgs> _warnings = [];

    /// <summary>The errors, each with its code.</summary>
    public IReadOnlyList<string> Errors => _errors;

    public bool ContinueOnError => engine.ContinueOnError;

    public int LineNumberOfTaskNode => engine.LineNumberOfTaskNode;

    public int ColumnNumberOfTaskNode => engine.ColumnNumberOfTaskNode;

    public string ProjectFileOfTaskNode => engine.ProjectFileOfTaskNode;

    public void LogErrorEvent(BuildErrorEventArgs e) => _errors.Add(e.Code is { Length: > 0 } code ? $"{code}: {e.Message}" : e.Message ?? "");

    public void LogWarningEvent(BuildWarningEventArgs e) => _warnings.Add(e);

    public void LogMessageEvent(BuildMessageEventArgs e) => engine.LogMessageEvent(e);

    public void LogCustomEvent(CustomBuildEventArgs e) => engine.LogCustomEvent(e);

    public bool BuildProjectFile(string projectFileName, string[] targetNames, IDictionary globalProperties, IDictionary targetOutputs) =>
        engine.BuildProjectFile(projectFileName, targetNames, globalProperties, targetOutputs);

    /// <summary>Passes the warnings on. Not if there are errors, because those are the cause.</summary>
    public void LogWarnings()
    {
        foreach (var warning in _warnings)
            engine.LogWarningEvent(warning);
    }
}
