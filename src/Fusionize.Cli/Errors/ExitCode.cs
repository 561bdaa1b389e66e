namespace Fusionize.Cli.Errors;

internal static class ExitCode
{
    public const int Ok = 0;
    public const int Failure = 1;
    public const int Usage = 2;

    /// <summary>Everything went well, and there was nothing to do; only where it was asked for.</summary>
    public const int NothingToDo = 3;
}
