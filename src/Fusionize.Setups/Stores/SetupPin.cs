namespace Fusionize.Setups.Stores;

/// <summary>Says that a person wants the current setup to stay: optimizers, loops and CI leave it alone until it is unpinned or moved by
/// hand.</summary>
/// <param name="By">Who pinned it.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record SetupPin(string By, string? Reason = null)
{
    private const int MaxLength = 200;

    public override string ToString() => Reason is null ? $"pinned by {By}" : $"pinned by {By}: {Reason}";

    /// <summary>Texts as they are stored: one line, of limited length.</summary>
    public SetupPin Tidied() => new(OneLine.Of(By, MaxLength), Reason is null ? null : OneLine.Of(Reason, MaxLength));
}
