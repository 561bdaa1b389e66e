namespace Fusionize.Setups.Stores;

/// <summary>Marks the current setup as chosen by a person: optimizers, loops and CI don't replace it until it is unpinned or changed by
/// hand.</summary>
/// <param name="By">Who pinned it.</param>
/// <param name="Reason">The reason, in words.</param>
public sealed record SetupPin(string By, string? Reason = null)
{
    private const int MaxLength = 200;

    public override string ToString() => Reason is null ? $"pinned by {By}" : $"pinned by {By}: {Reason}";

    /// <summary>Texts as they are stored: one line, of limited length.</summary>
    public SetupPin Tidied() => new(OneLine.Of(By, MaxLength), Reason is null ? null : OneLine.Of(Reason, MaxLength));
}
