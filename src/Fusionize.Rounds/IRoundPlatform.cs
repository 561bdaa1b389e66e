using System.Collections.Immutable;
using Fusionize.Packaging;
using Fusionize.Records;
using Fusionize.Rounds.Load;

namespace Fusionize.Rounds;

/// <summary>The platform that a round runs on.</summary>
public interface IRoundPlatform
{
    /// <summary>Deploys every function and makes the setup the live one.</summary>
    /// <param name="trace">The fraction of the requests that the functions trace.</param>
    Task DeployAsync(BuiltApp app, double trace, IProgress<PhaseProgress> progress, CancellationToken cancellation);

    /// <summary>The live entry tasks.</summary>
    /// <param name="requests">Each kind of request of a mix.</param>
    ILoadTarget Entries(ImmutableArray<EntryRequest> requests);

    /// <summary>Whether the platform limits the CPU time of functions according to their memory size.</summary>
    bool LimitsCpu => true;

    /// <summary>Waits until all asynchronous work has ended and its log lines are there.</summary>
    Task DrainAsync(IProgress<PhaseProgress> progress, CancellationToken cancellation);

    /// <summary>The invocations since a time, in the order of their starts.</summary>
    Task<ImmutableArray<InvocationRecord>> ExtractAsync(FusionManifest manifest, DateTimeOffset from, CancellationToken cancellation);
}
