using System.Collections.Immutable;
using System.Globalization;
using Fusionize.Setups;

namespace Fusionize.Simulation;

/// <summary>
/// When root requests arrive. Written as <c>rate=10/s,duration=100s</c>; <c>rate=5/s,to=40/s,step=5/s,every=2s</c> (a staircase);
/// <c>cold,requests=200</c> (one after the other, every function cold); <c>arrivals=poisson</c> instead of even distances; <c>entry=Task</c>, or
/// several with their weights, as <c>entry=A:2,B:1</c>.
/// </summary>
public sealed record SimulatedLoad
{
    /// <summary>Requests per second, at the beginning.</summary>
    public double Rate { get; init; } = 10;
    public double ToRate { get; init; }
    public double StepRate { get; init; }
    public double StepSeconds { get; init; }
    public double DurationSeconds { get; init; } = 100;

    /// <summary>Number of requests; null: what rate and duration give.</summary>
    public int? Requests { get; init; }

    /// <summary>One request after the other; before each, all instances are removed.</summary>
    public bool Cold { get; init; }

    /// <summary>Exponential instead of even distances.</summary>
    public bool Poisson { get; init; }

    /// <summary>The task that is requested; null: the application's first entry task.</summary>
    public string? Entry { get; init; }

    /// <summary>Weight of each entry task, if several are requested; they take turns by it. Empty: <see cref="Entry"/> only.</summary>
    public ImmutableSortedDictionary<string, double> EntryShares { get; init; } = ImmutableSortedDictionary<string, double>.Empty;

    public static SimulatedLoad Parse(string text)
    {
        var load = new SimulatedLoad();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var isEntry = false;
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=');
            var (name, value) = equals < 0 ? (part, "") : (part[..equals].Trim(), part[(equals + 1)..].Trim());
            // entry=A:2,B:1 goes on after its comma.
            if (isEntry && equals < 0 && part.Contains(':', StringComparison.Ordinal))
            {
                load = load.With(text, part);
                continue;
            }
            isEntry = name == "entry" && value.Contains(':', StringComparison.Ordinal);
            if (!seen.Add(name))
                throw Bad(text, $"'{name}' occurs twice");
            load = name switch
            {
                "rate" => load with { Rate = Number(text, name, value, "/s") },
                "to" => load with { ToRate = Number(text, name, value, "/s") },
                "step" => load with { StepRate = Number(text, name, value, "/s") },
                "every" => load with { StepSeconds = Number(text, name, value, "s") },
                "duration" => load with { DurationSeconds = Number(text, name, value, "s") },
                "requests" => load with { Requests = (int)Math.Min(Number(text, name, value, ""), 100_000_000) },
                "cold" when value.Length == 0 => load with { Cold = true },
                "arrivals" when value is "even" or "poisson" => load with { Poisson = value == "poisson" },
                "entry" when isEntry => load.With(text, value),
                "entry" when value.Length > 0 => load with { Entry = value },
                _ => throw Bad(text, $"'{part}' is unknown"),
            };
        }
        if (load.Cold && load.Requests is null)
            throw Bad(text, "'cold' needs 'requests'");
        if (seen.Contains("to") != seen.Contains("step") || seen.Contains("step") != seen.Contains("every"))
            throw Bad(text, "'to', 'step' and 'every' belong together");
        if (seen.Contains("to") && load.ToRate < load.Rate)
            throw Bad(text, "'to' is below 'rate'");
        return load;
    }

    /// <summary>Entry tasks that get no request.</summary>
    public IEnumerable<string> WithoutLoad(AppModel app)
    {
        var entries = app.Tasks.Where(t => t.IsEntry).Select(t => t.Id).ToList();
        return EntryShares.IsEmpty ? entries.Where(e => e != (Entry ?? entries[0])) : entries.Where(e => !EntryShares.ContainsKey(e));
    }

    private SimulatedLoad With(string text, string share)
    {
        var colon = share.LastIndexOf(':');
        var (task, weight) = (share[..colon].Trim(), share[(colon + 1)..].Trim());
        if (task.Length == 0 || EntryShares.ContainsKey(task))
            throw Bad(text, $"'{share}': one task and its weight expected");
        return this with { EntryShares = EntryShares.Add(task, Number(text, task, weight, "")) };
    }

    /// <summary>The moments of arrival in ms; not used by cold loads.</summary>
    internal IEnumerable<double> Arrivals(Noise noise)
    {
        var staircase = ToRate > 0;
        var end = staircase ? (Math.Floor((ToRate - Rate) / StepRate) + 1) * StepSeconds * 1000 : DurationSeconds * 1000;
        var at = 0.0;
        for (var i = 0; Requests is { } most ? i < most : at < end; i++)
        {
            yield return at;
            var rate = staircase ? Math.Min(ToRate, Rate + Math.Floor(at / (StepSeconds * 1000)) * StepRate) : Rate;
            at += 1000 / rate * (Poisson ? noise.Exponential() : 1);
        }
    }

    private static double Number(string text, string name, string value, string unit)
    {
        var digits = unit.Length > 0 && value.EndsWith(unit, StringComparison.Ordinal) ? value[..^unit.Length] : value;
        return
            double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number)
            && number > 0
            ? number
            : throw Bad(text, $"'{name}={value}': a positive number{(unit.Length > 0 ? $" with the unit {unit}" : "")} expected");
    }

    private static FusionizeException Bad(string text, string what) => new(SimulationCodes.BadLoad, text, $"Not a load: {what}.");
}
