using Fusionize.Shared;

namespace Fusionize.Generators.Model;

/// <summary>All that one source file has to say.</summary>
/// <param name="Path">The file's path relative to the project, with <c>/</c>.</param>
/// <param name="Tasks">The tasks that it declares, in order.</param>
/// <param name="Calls">The task calls in it, in order.</param>
/// <param name="Services">The providers of services that it declares.</param>
/// <param name="Registrations">Its methods that register services.</param>
internal sealed record FileModel(
    string Path, EquatableArray<TaskModel> Tasks, EquatableArray<CallModel> Calls, EquatableArray<ManifestService> Services, EquatableArray<string> Registrations);

/// <summary>One file's task calls.</summary>
internal sealed record FileCalls(string Path, EquatableArray<CallModel> Calls)
{
    public static FileCalls Of(FileModel file, CancellationToken cancellation) => new(file.Path, file.Calls);
}
