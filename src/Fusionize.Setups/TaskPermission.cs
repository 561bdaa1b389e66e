namespace Fusionize.Setups;

/// <summary>A permission that a task declares.</summary>
public sealed record TaskPermission(string Action, string Resource);
