using Fusionize.Setups;
using Fusionize.Setups.Files;

namespace Fusionize.Packaging;

/// <summary>Reads setup files.</summary>
public static class SetupFiles
{
    /// <summary>Reads the setup in a file and checks it against the application. Its groups are in the order of the application's tasks.</summary>
    public static FusionSetup Read(string file, AppModel app) =>
        Check(FusionSetup.Parse(InputFile.ReadAllBytes(file, SetupCodes.Unreadable), file), file, app);

    /// <summary>Checks a setup that was already read against the application. Its groups are in the order of the application's tasks.</summary>
    public static FusionSetup Check(FusionSetup setup, string file, AppModel app)
    {
        setup.Validate(app, file);
        return setup.InOrderOf(app);
    }
}
