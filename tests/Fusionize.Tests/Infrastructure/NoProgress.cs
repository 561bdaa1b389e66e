using Fusionize.Rounds;

namespace Fusionize.Tests.Infrastructure;

/// <summary>Progress that nobody looks at.</summary>
internal sealed class NoProgress : IProgress<PhaseProgress>
{
    public void Report(PhaseProgress value) { }
}
