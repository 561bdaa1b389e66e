using Fusionize.Aws.Pipeline;

namespace Fusionize.Tests.Aws;

public sealed class TokenBucketTests
{
    [Fact]
    public void A_burst_passes_and_then_the_rate_holds()
    {
        var clock = new Clock();
        var bucket = new TokenBucket(perSecond: 15, burst: 3, clock);
        Assert.Equal([0, 0, 0, 66, 133, 199], Enumerable.Range(0, 6).Select(_ => (int)bucket.Reserve().TotalMilliseconds));
    }

    [Fact]
    public void A_pause_refills_the_burst_and_no_more()
    {
        var clock = new Clock();
        var bucket = new TokenBucket(perSecond: 10, burst: 2, clock);
        _ = (bucket.Reserve(), bucket.Reserve());
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal([0, 0, 100], Enumerable.Range(0, 3).Select(_ => (int)bucket.Reserve().TotalMilliseconds));
    }

    [Fact]
    public async Task Whoever_waits_can_be_cancelled()
    {
        var bucket = new TokenBucket(perSecond: 0.001);
        await bucket.TakeAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bucket.TakeAsync(new CancellationToken(canceled: true)).AsTask());
    }

    private sealed class Clock : TimeProvider
    {
        private long _now;

        public void Advance(TimeSpan by) => _now += by.Ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;
    }
}
