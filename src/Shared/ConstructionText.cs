using System.Text;

namespace Fusionize.Shared;

/// <summary>Writes and reads how instance tasks' objects are created; the same lines in manifest and slice.</summary>
internal sealed class ConstructionText
{
    private static readonly string[] Members = ["method", "property"];
    private static readonly string[] Lifetimes = ["function", "invocation"];

    private bool _lastIsClass;
    private bool _lastIsNeed;

    public List<ManifestClass> Classes { get; } = [];

    public List<ManifestService> Services { get; } = [];

    public List<string> Registrations { get; } = [];

    public static void Write(
        StringBuilder text,
        IEnumerable<ManifestClass> classes,
        IEnumerable<ManifestService> services,
        IEnumerable<string> registrations
    )
    {
        foreach (var taskClass in classes)
        {
            text.AppendLine("class", taskClass.Type);
            WriteNeeds(text, taskClass.Needs);
        }
        foreach (var service in services)
        {
            text.AppendLine("service", service.Type, service.Member, Members[service.IsMethod ? 0 : 1], Lifetimes[service.IsPerInvocation ? 1 : 0]);
            WriteKey(text, service.Key);
            WriteNeeds(text, service.Needs);
        }
        foreach (var registration in registrations)
            text.AppendLine("registration", registration);
    }

    private static void WriteNeeds(StringBuilder text, IEnumerable<ManifestParameter> needs)
    {
        foreach (var need in needs)
        {
            ManifestText.WriteParameter(text, "need", need);
            WriteKey(text, need.Key);
        }
    }

    /// <summary>A line after that of the service or parameter which has the key.</summary>
    private static void WriteKey(StringBuilder text, string? key)
    {
        if (key is not null)
            text.AppendLine("key", key);
    }

    /// <summary>Reads the line if it is one of these.</summary>
    public bool TryRead(TextLines.Line line)
    {
        var afterNeed = _lastIsNeed;
        _lastIsNeed = line.Kind == "need";
        switch (line.Kind)
        {
            case "key" when afterNeed && _lastIsClass && Classes.Count > 0:
                var last = Classes[Classes.Count - 1];
                Classes[Classes.Count - 1] = last with { Needs = WithKey(last.Needs, line[1]) };
                return true;
            case "key" when !_lastIsClass && Services.Count > 0:
                var keyed = Services[Services.Count - 1];
                Services[Services.Count - 1] = afterNeed
                    ? keyed with { Needs = WithKey(keyed.Needs, line[1]) }
                    : keyed with { Key = line[1] };
                return true;
            case "class":
                Classes.Add(new ManifestClass(line[1], EquatableArray<ManifestParameter>.Empty));
                _lastIsClass = true;
                return true;
            case "service":
                Services.Add(
                    new ManifestService(
                        line[1],
                        line[2],
                        line.Choice(3, Members) == 0,
                        line.Choice(4, Lifetimes) == 1,
                        EquatableArray<ManifestParameter>.Empty
                    )
                );
                _lastIsClass = false;
                return true;
            case "need" when _lastIsClass && Classes.Count > 0:
                var taskClass = Classes[Classes.Count - 1];
                Classes[Classes.Count - 1] = taskClass with { Needs = new([.. taskClass.Needs, ManifestText.ReadParameter(line)]) };
                return true;
            case "need" when !_lastIsClass && Services.Count > 0:
                var service = Services[Services.Count - 1];
                Services[Services.Count - 1] = service with { Needs = new([.. service.Needs, ManifestText.ReadParameter(line)]) };
                return true;
            case "registration":
                Registrations.Add(line[1]);
                return true;
            default:
                return false;
        }
    }

    private static EquatableArray<ManifestParameter> WithKey(EquatableArray<ManifestParameter> needs, string key) =>
        new(needs.Select((n, i) => i == needs.Count - 1 ? n with { Key = key } : n));
}
