using System.Globalization;
using Fusionize.Local.EventBridge;

namespace Fusionize.Tests.Local.Rules;

/// <summary>Schedules run when AWS's documentation says.</summary>
public class ScheduleExpressionTests
{
    // 2026-11-28 is a Saturday.
    [Theory]
    [InlineData("rate(1 minute)", "2026-11-28T10:00:00", "2026-11-28T10:01:00")]
    [InlineData("rate(5 minutes)", "2026-11-28T10:07:00", "2026-11-28T10:10:00")]
    [InlineData("rate(1 hour)", "2026-11-28T10:00:00", "2026-11-28T11:00:00")]
    [InlineData("rate(7 days)", "2026-11-28T10:00:00", "2026-12-05T10:00:00")]
    [InlineData("cron(0 10 * * ? *)", "2026-11-28T10:00:00", "2026-11-29T10:00:00")]
    [InlineData("cron(15 12 * * ? *)", "2026-11-28T10:00:00", "2026-11-28T12:15:00")]
    [InlineData("cron(0 18 ? * MON-FRI *)", "2026-11-28T10:00:00", "2026-11-30T18:00:00")]
    [InlineData("cron(0 8 1 * ? *)", "2026-11-28T10:00:00", "2026-12-01T08:00:00")]
    [InlineData("cron(0/15 * * * ? *)", "2026-11-28T10:01:00", "2026-11-28T10:15:00")]
    [InlineData("cron(0/5 8-17 ? * MON-FRI *)", "2026-11-27T17:56:00", "2026-11-30T08:00:00")]
    [InlineData("cron(0/30 20-2 ? * MON-FRI *)", "2026-11-27T03:00:00", "2026-11-27T20:00:00")]
    [InlineData("cron(0 9 ? * 1 *)", "2026-11-28T10:00:00", "2026-11-29T09:00:00")] // 1 is Sunday
    [InlineData("cron(0 9 ? * 7 *)", "2026-11-28T10:00:00", "2026-12-05T09:00:00")]
    [InlineData("cron(0 9 ? * 2-6 *)", "2026-11-28T10:00:00", "2026-11-30T09:00:00")]
    [InlineData("cron(0 9 ? * 2#1 *)", "2026-11-28T10:00:00", "2026-12-07T09:00:00")] // the first Monday
    [InlineData("cron(0 9 ? * 6L *)", "2026-11-28T10:00:00", "2026-12-25T09:00:00")] // the last Friday
    [InlineData("cron(0 9 ? * L *)", "2026-11-28T10:00:00", "2026-12-05T09:00:00")]
    [InlineData("cron(0 9 L * ? *)", "2026-11-28T10:00:00", "2026-11-30T09:00:00")]
    [InlineData("cron(0 9 28W * ? *)", "2026-11-28T10:00:00", "2026-12-28T09:00:00")]
    [InlineData("cron(0 0 29 2 ? *)", "2026-11-28T10:00:00", "2028-02-29T00:00:00")]
    [InlineData("cron(0 0 1 1 ? 2030)", "2026-11-28T10:00:00", "2030-01-01T00:00:00")]
    [InlineData("cron(0 0 1 1 ? 2027,2029-2031)", "2027-01-01T00:00:00", "2029-01-01T00:00:00")]
    [InlineData("cron(0 0 1 1 ? 2020/4)", "2026-11-28T10:00:00", "2028-01-01T00:00:00")]
    [InlineData("cron(0 0 1 1 ? 2025)", "2026-11-28T10:00:00", null)]
    public void The_next_time(string expression, string after, string? expected)
    {
        var created = DateTimeOffset.Parse("2026-11-28T10:00:00Z", CultureInfo.InvariantCulture);
        var next = ScheduleExpression.Parse(expression).Next(Time(after)!.Value, created);
        Assert.Equal(Time(expected), next);
    }

    private static DateTimeOffset? Time(string? text) => text is null ? null : DateTimeOffset.Parse(text + "Z", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("")]
    [InlineData("5 minutes")]
    [InlineData("rate(0 minutes)")]
    [InlineData("rate(1 minutes)")]
    [InlineData("rate(2 minute)")]
    [InlineData("rate(5 seconds)")]
    [InlineData("rate(-5 minutes)")]
    [InlineData("rate(5  minutes)")]
    [InlineData("cron(* * * * *)")]
    [InlineData("cron(0 10 * * * *)")]
    [InlineData("cron(0 10 ? * ? *)")]
    [InlineData("cron(60 10 * * ? *)")]
    [InlineData("cron(0 24 * * ? *)")]
    [InlineData("cron(0 10 32 * ? *)")]
    [InlineData("cron(0 10 * 13 ? *)")]
    [InlineData("cron(0 10 ? * 8 *)")]
    [InlineData("cron(0 10 ? * 0 *)")]
    [InlineData("cron(0 10 * * ? 1969)")]
    [InlineData("cron(0 10 * * ? 2200)")]
    [InlineData("cron(0 10 * * ? x)")]
    [InlineData("at(2026-11-28T10:00:00)")]
    public void What_is_no_schedule_is_refused(string expression) =>
        Assert.Equal("ValidationException", Assert.Throws<EventsError>(() => ScheduleExpression.Parse(expression)).Type);
}
