namespace Fusionize.Local.Ports;

/// <summary>The owner of the port to which a client has connected.</summary>
internal interface IPortFeature
{
    object Owner { get; }
}
