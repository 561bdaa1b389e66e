using Fusionize.Shared;

namespace Fusionize.Generators.Model;

/// <summary>Everything that the generator needs from one source file.</summary>
/// <param name="Path">The file's path relative to the project, with <c>/</c>.</param>
/// <param name="HintName">The name of the generated file with its calls.</param>
/// <param name="Tasks">The tasks that it declares, in order.</param>
/// <param name="Calls">The task calls in it, in order.</param>
/// <param name="Services">The service providers that it declares.</param>
/// <param name="Registrations">Its methods that register services.</param>
internal sealed record FileModel(
    string Path,
    string HintName,
    EquatableArray<TaskModel> Tasks,
    EquatableArray<CallModel> Calls,
    EquatableArray<ManifestService> Services,
    EquatableArray<string> Registrations
);

/// <summary>One file's task calls.</summary>
internal sealed record FileCalls(string HintName, EquatableArray<CallModel> Calls)
{
    public static FileCalls Of((FileModel File, AppTasks App) input, CancellationToken cancellation) =>
        new(
            input.File.HintName,
            input.App.Refused.Count == 0 ? input.File.Calls : new(input.File.Calls.Where(c => !input.App.Refused.Contains(c.Target)))
        );
}
