namespace Fusionize.Local.Ports;

/// <summary>Tells whose port a connection came in by.</summary>
internal interface IPortFeature
{
    object Owner { get; }
}
