namespace Fusionize.Setups;

/// <summary>The errors of a setup. Numbers are never reused.</summary>
public static class SetupCodes
{
    public const string Unreadable = "FZ1100";
    public const string NotJson = "FZ1101";
    public const string Version = "FZ1102";
    public const string UnknownField = "FZ1103";
    public const string DuplicateField = "FZ1104";
    public const string MissingField = "FZ1105";
    public const string WrongType = "FZ1106";
    public const string BadName = "FZ1107";
    public const string BadMemory = "FZ1108";
    public const string BadArchitecture = "FZ1109";
    public const string WrongId = "FZ1110";
    public const string BadGroup = "FZ1111";
    public const string DuplicateGroup = "FZ1112";
    public const string DuplicateHome = "FZ1113";
    public const string WrongApp = "FZ1114";
    public const string UnknownTask = "FZ1115";
    public const string NoHome = "FZ1116";
    public const string Notation = "FZ1117";
    public const string TooLarge = "FZ1118";
}
