namespace Fusionize.Rounds;

/// <summary>Builds the application with the current setup of the loop's store.</summary>
public interface IAppBuild
{
    Task<BuiltApp> BuildAsync(CancellationToken cancellation);
}
