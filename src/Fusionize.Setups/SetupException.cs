namespace Fusionize.Setups;

/// <summary>An invalid setup. The subject is its file, the place a field; a null place means the whole file.</summary>
public sealed class SetupException : FusionizeException
{
    // Setups are untrusted, so the text may contain anything.
    public SetupException(string code, string file, string? field, string message)
        : base(code, file, OneLine.Of(message)) => Place = field;
}
