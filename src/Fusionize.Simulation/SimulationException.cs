namespace Fusionize.Simulation;

/// <summary>An application description, a load or a model that can't be simulated: which file, which field, and why.</summary>
public sealed class SimulationException(string code, string file, string? field, string message) : Exception(message)
{
    /// <summary>FZ17xx, see <see cref="SimulationCodes"/>.</summary>
    public string Code { get; } = code;

    public string File { get; } = file;

    /// <summary>Path of the field inside the file, such as <c>tasks[1].steps[0].call</c>; null when the file as a whole is meant.</summary>
    public string? Field { get; } = field;

    /// <summary>One line with everything, as the compiler writes its errors.</summary>
    public string Describe() => Field is null ? $"{File}: error {Code}: {Message}" : $"{File}: error {Code}: {Field}: {Message}";
}

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
