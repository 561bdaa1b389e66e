namespace Fusionize.Simulation;

/// <summary>The errors of simulations. Numbers are never reused.</summary>
public static class SimulationCodes
{
    public const string Unreadable = "FZ1700";
    public const string NotJson = "FZ1701";
    public const string BadField = "FZ1702";
    public const string UnknownTask = "FZ1703";
    public const string Recursion = "FZ1704";
    public const string BadLoad = "FZ1705";
    public const string UnknownModel = "FZ1706";
    public const string TooLarge = "FZ1707";
}
