using Fusionize.Simulation;

namespace Fusionize.Tests.Simulation;

public class EventCalendarTests
{
    [Fact]
    public void Events_come_in_order_of_time_and_of_arrival_within_one_moment()
    {
        var noise = new Noise(3);
        var queue = new EventCalendar();
        var expected = new List<(double Time, int Index)>();
        for (var i = 0; i < 5000; i++)
        {
            var time = noise.Next(50);
            queue.Add(time, EventKind.Resume, i);
            expected.Add((time, i));
        }
        expected = [.. expected.OrderBy(e => e.Time).ThenBy(e => e.Index)];

        foreach (var (time, index) in expected)
        {
            var e = queue.Take();
            Assert.Equal((time, index), (e.Time, e.Index));
        }
        Assert.True(queue.IsEmpty);
    }

    [Theory]
    [InlineData(20, 100, 0)]
    [InlineData(1000, 100, 0)]
    [InlineData(1000, 0.001, 0)]
    [InlineData(1000, 1e9, 0)]
    [InlineData(1000, 100, 1)]
    [InlineData(20_000, 100, 10)]
    public void Events_that_add_events_come_in_the_same_order_however_many_are_pending(int most, double distanceMs, double gridMs)
    {
        var noise = new Noise(5);
        var queue = new EventCalendar();
        var pending = new PriorityQueue<int, (double, int)>();
        var (now, added) = (0.0, 0);
        // Twice up to the most and down to none; now and then an event in the same moment, and one that is far away.
        for (var wave = 0; wave < 2; wave++)
        {
            Add();
            while (pending.TryDequeue(out var index, out var due))
            {
                Assert.False(queue.IsEmpty);
                var e = queue.Take();
                Assert.Equal((due.Item1, index), (e.Time, e.Index));
                now = e.Time;
                var growing = added < (wave + 1) * 4 * most;
                for (var i = noise.Next(3) + (growing && pending.Count < most ? 1 : -1); i > 0; i--)
                    Add();
            }
            Assert.True(queue.IsEmpty);
        }
        Assert.True(added > 8 * most);

        void Add()
        {
            var wait = noise.Next(100) switch
            {
                0 => 0,
                1 => 1000 * distanceMs,
                _ => distanceMs * noise.NextDouble(),
            };
            var time = gridMs > 0 ? Math.Round((now + wait) / gridMs) * gridMs : now + wait;
            time = Math.Max(now, time);
            queue.Add(time, EventKind.Resume, added);
            pending.Enqueue(added, (time, added));
            added++;
        }
    }
}
