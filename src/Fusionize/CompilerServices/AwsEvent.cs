namespace Fusionize.CompilerServices;

/// <summary>The kind of AWS event that a payload appears to be.</summary>
internal sealed class AwsEvent(string source, string member)
{
    public readonly string Source = source;

    /// <summary>The member that identifies such an event.</summary>
    public readonly string Member = member;
}
