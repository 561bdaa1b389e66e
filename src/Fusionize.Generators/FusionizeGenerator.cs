using Fusionize.Generators.Emitting;
using Fusionize.Generators.Model;
using Fusionize.Generators.Parsing;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators;

/// <summary>
/// In an application: finds tasks and task calls, and makes the calls switchable. In a group's host: creates the group's dispatcher from its slice.
/// User code never names generated code, so all of it is implementation output, and the generator doesn't run while somebody types.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class FusionizeGenerator : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var options = context.BuildOptions();
        var files = context.SourceFiles(options).Select(FirstLook.ModelOf).WithTrackingName(Steps.Models);

        var tasks = files.Collect().Combine(options).Select(AppTasks.Of).WithTrackingName(Steps.Tasks);
        context.RegisterImplementationSourceOutput(tasks, TaskSwitchEmitter.Emit);
        context.RegisterImplementationSourceOutput(tasks, TaskRemoteEmitter.Emit);
        context.RegisterImplementationSourceOutput(tasks, TaskRoutesEmitter.Emit);

        var calls = files.Where(static file => file.Calls.Count > 0).Combine(tasks).Select(FileCalls.Of).WithTrackingName(Steps.Calls);
        context.RegisterImplementationSourceOutput(calls, InterceptorEmitter.Emit);

        var manifest = files.Collect().Combine(options).Select(ProjectManifest.Of).WithTrackingName(Steps.Manifest);
        context.RegisterImplementationSourceOutput(manifest, ManifestEmitter.Emit);

        var slice = context.Slice(options).WithTrackingName(Steps.Slice);
        var host = slice.Combine(context.CompilationProvider).Select(HostNullsParser.HostOf).WithTrackingName(Steps.Host);
        context.RegisterImplementationSourceOutput(host, DispatcherEmitter.Emit);
        context.RegisterImplementationSourceOutput(host, NullsEmitter.Emit);
    }
}
