namespace Fusionize.Setups;

/// <summary>Checks a setup against the application that it is built for.</summary>
internal static class SetupValidator
{
    public static void Validate(FusionSetup setup, AppModel app, string file)
    {
        if (setup.App != app.App)
            throw new SetupException(SetupCodes.WrongApp, file, "app", $"The setup is for application '{setup.App}', not '{app.App}'.");

        var homes = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < setup.Groups.Length; i++)
        {
            var group = setup.Groups[i];
            ValidateGroup(group, app, file, $"groups[{i}]");
            foreach (var entry in group.Entries)
            {
                if (!homes.TryAdd(entry, group.Name))
                    throw new SetupException(
                        SetupCodes.DuplicateHome,
                        file,
                        $"groups[{i}].entries",
                        $"Task '{entry}' already has its home in group '{homes[entry]}'."
                    );
            }
        }
        foreach (var task in app.Tasks)
        {
            if (!homes.ContainsKey(task.Id))
                throw new SetupException(SetupCodes.NoHome, file, "groups", $"Task '{task.Id}' is an entry of no group.");
        }
    }

    // A parsed setup has passed the structural checks; one that an optimizer built in memory hasn't.
    private static void ValidateGroup(FusionGroup group, AppModel app, string file, string path)
    {
        for (var i = 0; i < group.Tasks.Length; i++)
        {
            if (!app.Contains(group.Tasks[i]))
                throw new SetupException(SetupCodes.UnknownTask, file, $"{path}.tasks", $"The application has no task '{group.Tasks[i]}'.");
        }
        if (group.Entries.IsEmpty || group.Entries[0] != group.Name)
            throw new SetupException(
                SetupCodes.BadGroup,
                file,
                $"{path}.entries",
                $"The first entry must be the task that the group is named after, '{group.Name}'."
            );
        if (group.Entries.Except(group.Tasks).Concat(group.RemoteAsync.Except(group.Tasks)).FirstOrDefault() is { } stranger)
            throw new SetupException(SetupCodes.BadGroup, file, path, $"Task '{stranger}' isn't among the group's tasks.");
        if (group.MemoryMB is < FusionGroup.MinMemoryMB or > FusionGroup.MaxMemoryMB)
            throw new SetupException(
                SetupCodes.BadMemory,
                file,
                $"{path}.memoryMB",
                $"{group.MemoryMB} isn't a memory size: {FusionGroup.MinMemoryMB} to {FusionGroup.MaxMemoryMB} MB."
            );
        if (!Architectures.IsKnown(group.Architecture))
            throw new SetupException(
                SetupCodes.BadArchitecture,
                file,
                $"{path}.architecture",
                $"'{group.Architecture}' isn't an architecture: '{Architectures.X64}' or '{Architectures.Arm64}'."
            );
    }
}
