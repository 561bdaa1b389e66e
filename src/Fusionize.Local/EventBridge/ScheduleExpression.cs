using System.Globalization;
using System.Text.RegularExpressions;
using Cronos;

namespace Fusionize.Local.EventBridge;

/// <summary>When a rule runs: <c>rate(5 minutes)</c>, or <c>cron(minutes hours day-of-month month day-of-week year)</c> in UTC.</summary>
internal abstract partial class ScheduleExpression
{
    /// <param name="text">The expression.</param>
    /// <exception cref="EventsError">It isn't one.</exception>
    public static ScheduleExpression Parse(string text)
    {
        if (RatePattern().Match(text) is { Success: true } rate)
            return Rate.Of(text, rate.Groups["value"].Value, rate.Groups["unit"].Value);
        return CronPattern().Match(text) is { Success: true } cron ? Cron.Of(text, cron.Groups["fields"].Value) : throw Invalid(text);
    }

    /// <summary>The first time after another; null: never again.</summary>
    /// <param name="after">That time.</param>
    /// <param name="created">When the rule was created, from which rates count.</param>
    public abstract DateTimeOffset? Next(DateTimeOffset after, DateTimeOffset created);

    private static EventsError Invalid(string text) => EventsError.Validation($"Parameter ScheduleExpression is not valid: '{text}'.");

    private sealed class Rate(TimeSpan interval) : ScheduleExpression
    {
        public static Rate Of(string text, string value, string unit)
        {
            // The unit is in the singular for 1, and in the plural otherwise.
            var number = int.Parse(value, CultureInfo.InvariantCulture);
            if (number < 1 || number == 1 == unit.EndsWith('s'))
                throw Invalid(text);
            return new(
                unit.TrimEnd('s') switch
                {
                    "minute" => TimeSpan.FromMinutes(number),
                    "hour" => TimeSpan.FromHours(number),
                    _ => TimeSpan.FromDays(number),
                }
            );
        }

        public override DateTimeOffset? Next(DateTimeOffset after, DateTimeOffset created)
        {
            var passed = after < created ? 0 : Math.Floor((after - created) / interval);
            return created + (passed + 1) * interval;
        }
    }

    private sealed class Cron(CronExpression expression, Func<int, bool> years) : ScheduleExpression
    {
        private const int FirstYear = 1970;
        private const int LastYear = 2199;

        public static Cron Of(string text, string fields)
        {
            if (fields.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [var minute, var hour, var day, var month, var weekday, var year])
                throw Invalid(text);
            // One of the two days says nothing, and only one.
            if (day == "?" == (weekday == "?"))
                throw Invalid(text);
            try
            {
                return new(CronExpression.Parse($"{minute} {hour} {day} {month} {Weekday(weekday)}"), Years(text, year));
            }
            catch (CronFormatException)
            {
                throw Invalid(text);
            }
        }

        /// <summary>AWS counts the days of the week from 1, a Sunday; Cronos from 0. The number after '#' or '/' is no day.</summary>
        private static string Weekday(string field) =>
            field == "L"
                ? "SAT"
                : DayPattern()
                    .Replace(
                        field,
                        d =>
                            d.Value is [>= '1' and <= '7'] ? ((char)(d.Value[0] - 1)).ToString()
                            : throw new CronFormatException($"'{d.Value}' is no day of the week.")
                    );

        private static Func<int, bool> Years(string text, string field)
        {
            var parts = field.Split(',').Select(p => YearPattern().Match(p)).ToArray();
            if (parts.Any(p => !p.Success))
                throw Invalid(text);
            var ranges = parts
                .Select(p =>
                {
                    var from = Number(p, "from") ?? FirstYear;
                    var step = Number(p, "step");
                    var to = Number(p, "to") ?? (p.Groups["from"].Success && step is null ? from : LastYear);
                    return (from, to, step: step ?? 1);
                })
                .ToArray();
            if (ranges.Any(r => r.from < FirstYear || r.to > LastYear || r.from > r.to || r.step < 1))
                throw Invalid(text);
            return year => ranges.Any(r => year >= r.from && year <= r.to && (year - r.from) % r.step == 0);
        }

        private static int? Number(Match match, string group) =>
            match.Groups[group] is { Success: true } found ? int.Parse(found.Value, CultureInfo.InvariantCulture) : null;

        public override DateTimeOffset? Next(DateTimeOffset after, DateTimeOffset created)
        {
            var next = expression.GetNextOccurrence(after.UtcDateTime);
            while (next is { } at && !years(at.Year))
            {
                var year = Enumerable.Range(at.Year, Math.Max(0, LastYear - at.Year + 1)).FirstOrDefault(years);
                next = year == 0 ? null : expression.GetNextOccurrence(new DateTime(year, 1, 1, 0, 0, 0, DateTimeKind.Utc), inclusive: true);
            }
            return next is { } found ? new DateTimeOffset(found, TimeSpan.Zero) : null;
        }
    }

    [GeneratedRegex(@"^rate\((?<value>[0-9]{1,9}) (?<unit>minutes?|hours?|days?)\)\z", RegexOptions.CultureInvariant)]
    private static partial Regex RatePattern();

    [GeneratedRegex(@"^cron\((?<fields>[^()]+)\)\z", RegexOptions.CultureInvariant)]
    private static partial Regex CronPattern();

    [GeneratedRegex(@"(?<![#/0-9])[0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex DayPattern();

    [GeneratedRegex(@"^(\*|(?<from>[0-9]{4})(-(?<to>[0-9]{4}))?)(/(?<step>[0-9]{1,3}))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex YearPattern();
}
