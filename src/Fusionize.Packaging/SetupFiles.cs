using Fusionize.Setups;
using Fusionize.Setups.Files;

namespace Fusionize.Packaging;

/// <summary>Reads setup files.</summary>
public static class SetupFiles
{
    /// <summary>The setup in a file, checked against the application, its groups in the order of its tasks.</summary>
    public static FusionSetup Read(string file, AppModel app) =>
        Check(FusionSetup.Parse(InputFile.ReadAllBytes(file, SetupCodes.Unreadable), file), file, app);

    /// <summary>A setup that was already read, checked against the application, its groups in the order of its tasks.</summary>
    public static FusionSetup Check(FusionSetup setup, string file, AppModel app)
    {
        setup.Validate(app, file);
        return setup.InOrderOf(app);
    }
}
