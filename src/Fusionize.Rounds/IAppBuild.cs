namespace Fusionize.Rounds;

/// <summary>Builds the application with the current setup of the loop's store.</summary>
public interface IAppBuild
{
    Task<BuiltApp> BuildAsync(IProgress<PhaseProgress> progress, CancellationToken cancellation);
}
