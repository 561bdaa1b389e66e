using Fusionize.Local.Execution;

namespace Fusionize.Tests.Local;

public class InstanceStateTests
{
    private readonly Lock _gate = new();

    [Fact]
    public void An_instance_starts_serves_ends_and_is_gone()
    {
        var life = new InstanceLifecycle(_gate);
        lock (_gate)
        {
            Assert.Equal(InstanceState.Init, life.State);
            Assert.True(life.TryServe());
            Assert.False(life.TryServe());
            Assert.True(life.TryEnd(EndCause.NotNeeded));
            Assert.Equal((InstanceState.Ending, EndCause.NotNeeded), (life.State, life.Cause));
            Assert.True(life.TryBury());
            Assert.False(life.TryBury());
            Assert.Equal((InstanceState.Gone, true), (life.State, life.Served));
        }
    }

    [Fact]
    public void The_first_cause_of_an_end_counts()
    {
        var life = new InstanceLifecycle(_gate);
        lock (_gate)
        {
            Assert.True(life.TryEnd(EndCause.OutOfMemory));
            Assert.False(life.TryEnd(EndCause.RequestTimedOut));
            Assert.False(life.TryServe());
            life.TryBury();
            Assert.Equal((EndCause.OutOfMemory, false), (life.Cause, life.Served));
        }
    }

    [Fact]
    public void A_process_that_ends_unasked_has_exited()
    {
        var life = new InstanceLifecycle(_gate);
        lock (_gate)
        {
            life.TryServe();
            life.TryBury();
            Assert.Equal(EndCause.Exited, life.Cause);
            Assert.False(life.TryEnd(EndCause.NotNeeded));
        }
    }

    [Fact]
    public void State_is_touched_under_the_gate_only()
    {
        Assert.Throws<InvalidOperationException>(() => new InstanceLifecycle(_gate).State);
        Assert.Throws<InvalidOperationException>(() => new InstanceLifecycle(_gate).TryEnd(EndCause.NotNeeded));
        Assert.Throws<InvalidOperationException>(() => new InstanceWork(_gate).Load);
        Assert.Throws<InvalidOperationException>(() => new InstanceWork(_gate).Clear());
    }
}
