namespace Fusionize.Setups;

/// <summary>A setup that can't be used. The subject is its file, the place the field; a null place means the file as a whole.</summary>
public sealed class SetupException : FusionizeException
{
    // A setup may come from anywhere, so its text may hold anything.
    public SetupException(string code, string file, string? field, string message)
        : base(code, file, OneLine.Of(message)) => Place = field;
}
