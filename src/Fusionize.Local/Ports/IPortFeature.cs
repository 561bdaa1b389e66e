namespace Fusionize.Local.Ports;

/// <summary>The owner of the port on which a connection came in.</summary>
internal interface IPortFeature
{
    object Owner { get; }
}
