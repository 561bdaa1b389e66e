namespace Fusionize.CompilerServices;

/// <summary>What a payload seems to be that a service of AWS sends.</summary>
internal sealed class AwsEvent(string source, string member)
{
    public readonly string Source = source;

    /// <summary>The member that such an event is known by.</summary>
    public readonly string Member = member;
}
