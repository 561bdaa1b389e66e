using Fusionize.Setups;
using Fusionize.Setups.Files;

namespace Fusionize.Packaging;

/// <summary>Reads setup files.</summary>
public static class SetupFiles
{
    /// <summary>The setup in a file, checked against the application, its groups in the order of its tasks.</summary>
    public static FusionSetup Read(string file, AppModel app)
    {
        var setup = FusionSetup.Parse(InputFile.ReadAllBytes(file, SetupCodes.Unreadable), file);
        setup.Validate(app, file);
        return setup.InOrderOf(app);
    }
}
