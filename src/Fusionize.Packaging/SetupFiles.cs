using Fusionize.Setups;

namespace Fusionize.Packaging;

/// <summary>Reads setup files.</summary>
public static class SetupFiles
{
    /// <summary>The setup in a file, checked against the application, its groups in the order of its tasks.</summary>
    public static FusionSetup Read(string file, AppModel app)
    {
        byte[] content;
        try
        {
            content = File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SetupException(SetupCodes.Unreadable, file, null, $"The setup can't be read: {e.Message}");
        }
        var setup = FusionSetup.Parse(content, file);
        setup.Validate(app, file);
        return setup.InOrderOf(app);
    }
}
