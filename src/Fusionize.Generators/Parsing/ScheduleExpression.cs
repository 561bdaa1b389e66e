using System.Globalization;

namespace Fusionize.Generators.Parsing;

/// <summary>
/// Checks the expressions of schedules as EventBridge does:
/// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
/// </summary>
internal static class ScheduleExpression
{
    private static readonly string[] s_months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    private static readonly string[] s_days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    /// <summary>Why the expression isn't valid; null if it is.</summary>
    public static string? ProblemOf(string expression)
    {
        if (Inside(expression, "rate(") is { } rate)
            return ProblemOfRate(rate);
        if (Inside(expression, "cron(") is { } cron)
            return ProblemOfCron(cron);
        return $"'{expression}' is neither rate(…) nor cron(…)";
    }

    private static string? Inside(string expression, string begin) =>
        expression.StartsWith(begin, StringComparison.Ordinal) && expression.EndsWith(")", StringComparison.Ordinal)
            ? expression.Substring(begin.Length, expression.Length - begin.Length - 1)
            : null;

    private static string? ProblemOfRate(string rate)
    {
        if (rate.Split(' ') is not [var value, var unit] || Number(value) is not { } number || number == 0)
            return $"rate({rate}) isn't a positive whole number and a unit, such as rate(5 minutes)";
        var expected = unit.TrimEnd('s') is var one && one is "minute" or "hour" or "day" ? number == 1 ? one : one + "s" : null;
        if (expected is null)
            return $"the unit of rate({rate}) isn't minutes, hours or days";
        return unit == expected ? null : $"rate({rate}) must be rate({value} {expected})";
    }

    private static string? ProblemOfCron(string cron)
    {
        var fields = cron.Split([' '], StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != 6)
            return $"cron({cron}) has {fields.Length.ToString(CultureInfo.InvariantCulture)} fields, and needs 6: minutes, hours, day of month, "
                + "month, day of week, year";
        if ((fields[2] == "?") == (fields[4] == "?"))
            return $"one of day of month and day of week in cron({cron}) must be '?', and the other one not";
        return ProblemOf(fields[0], "minutes", 0, 59)
            ?? ProblemOf(fields[1], "hours", 0, 23)
            ?? (IsDayOfMonth(fields[2]) ? null : ProblemOf(fields[2], "day of month", 1, 31))
            ?? ProblemOf(fields[3], "month", 1, 12, s_months)
            ?? (IsDayOfWeek(fields[4]) ? null : ProblemOf(fields[4], "day of week", 1, 7, s_days))
            ?? ProblemOf(fields[5], "year", 1970, 2199);
    }

    private static bool IsDayOfMonth(string field) =>
        field is "?" or "L" or "LW"
        || (field.EndsWith("W", StringComparison.Ordinal) && Number(field.Substring(0, field.Length - 1)) is >= 1 and <= 31);

    private static bool IsDayOfWeek(string field) =>
        field is "?" or "L"
        || (field.EndsWith("L", StringComparison.Ordinal) && ValueOf(field.Substring(0, field.Length - 1), s_days, 1) is >= 1 and <= 7)
        || (field.Split('#') is [var day, var week] && ValueOf(day, s_days, 1) is >= 1 and <= 7 && Number(week) is >= 1 and <= 5);

    /// <summary>A list of values, ranges and steps: <c>1,5-10,0/15,*</c>.</summary>
    private static string? ProblemOf(string field, string name, int least, int most, string[]? names = null)
    {
        foreach (var part in field.Split(','))
        {
            var step = part.Split('/');
            if (step.Length > 2 || (step.Length == 2 && Number(step[1]) is not >= 1))
                return Bad(part);
            if (step[0] == "*")
                continue;
            var range = step[0].Split('-');
            if (range.Length > 2 || range.Any(v => ValueOf(v, names, least) is not { } value || value < least || value > most))
                return Bad(part);
        }
        return null;

        string Bad(string part) =>
            $"'{part}' can't be the field {name}, which is from {least.ToString(CultureInfo.InvariantCulture)} to "
            + most.ToString(CultureInfo.InvariantCulture);
    }

    private static int? ValueOf(string text, string[]? names, int least) =>
        names is not null && Array.FindIndex(names, n => n.Equals(text, StringComparison.OrdinalIgnoreCase)) is var at and >= 0
            ? at + least
            : Number(text);

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
