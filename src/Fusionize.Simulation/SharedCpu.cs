namespace Fusionize.Simulation;

/// <summary>
/// How the jobs of an instance share its CPU: evenly per thread, at most one vCPU per thread. While credit lasts they are as fast as the cores allow,
/// then they get the function's share. Times in ms.
/// </summary>
internal struct SharedCpu()
{
    private SimulatedFunction _function = null!;
    private Job[] _jobs = new Job[2];
    private int _count;
    private double _lookedAt;

    /// <summary>CPU time of a thread that has computed all the time. All threads get the same, so a job's end is known when it begins.</summary>
    private double _perThread;

    /// <summary>CPU time that may be used beyond the share.</summary>
    private double _credit;

    /// <summary>The remaining time of the credit from the last update, and the speed of the jobs.</summary>
    private double _fastMs;
    private Pace _pace;

    public readonly bool IsIdle => _count == 0;

    public void Reset(SimulatedFunction function)
    {
        _function = function;
        _credit = function.MaxCredit;
        _count = 0;
    }

    public void Add(double now, int strand, int threads, double work)
    {
        Advance(now);
        if (_count == _jobs.Length)
            Array.Resize(ref _jobs, _count * 2);
        _jobs[_count++] = new()
        {
            Strand = strand,
            Threads = threads,
            End = _perThread + work / threads,
        };
    }

    /// <summary>Computes how fast the jobs are from now on, and when the first one ends.</summary>
    public double FirstEnd(double now)
    {
        var threads = 0;
        var end = double.MaxValue;
        foreach (ref readonly var job in _jobs.AsSpan(0, _count))
        {
            threads += job.Threads;
            if (job.End < end)
                end = job.End;
        }
        _pace = _function.PaceOf(threads);
        _fastMs = _pace.Above <= 0 ? double.MaxValue : _credit / _pace.Above;
        var least = Math.Max(0, end - _perThread);
        var inFast = _fastMs * _pace.Fast;
        return now + (least <= inFast ? least / _pace.Fast : _fastMs + (least - inFast) / _pace.Slow);
    }

    /// <summary>Removes the jobs that have ended, as many as fit into <paramref name="strands"/>, in the order of their starts.</summary>
    public int TakeDone(double now, Span<int> strands)
    {
        Advance(now);
        if (_count == 1)
        {
            // The event belongs to this job, even if rounding errors suggest that it hasn't ended.
            strands[0] = _jobs[0].Strand;
            _count = 0;
            return 1;
        }
        var done = 0;
        var kept = 0;
        var jobs = _jobs.AsSpan(0, _count);
        foreach (ref readonly var job in jobs)
        {
            if (job.End > _perThread + 1e-9 || done == strands.Length)
                jobs[kept++] = job;
            else
                strands[done++] = job.Strand;
        }
        _count = kept;
        return done;
    }

    /// <summary>The end of a computation that runs alone in the instance.</summary>
    public double ComputeAlone(double at, int threads, double work)
    {
        var pace = _function.PaceOf(threads);
        var credit = Math.Min(_function.MaxCredit, _credit + (at - _lookedAt) * _function.Cpus);
        double end;
        if (pace.Above <= 0 || work <= credit / pace.Above * pace.Used)
        {
            end = at + work / pace.Used;
            _credit = Math.Min(_function.MaxCredit, credit - (end - at) * pace.Above);
        }
        else
        {
            var fastMs = credit / pace.Above;
            end = at + fastMs + (work - fastMs * pace.Used) / _function.Cpus * pace.Slowdown;
            _credit = 0;
        }
        _lookedAt = end;
        return end;
    }

    /// <summary>Adds what the jobs have computed since the last update.</summary>
    private void Advance(double now)
    {
        var passed = now - _lookedAt;
        if (passed == 0)
            return;
        _lookedAt = now;
        if (_count == 0)
        {
            _credit = Math.Min(_function.MaxCredit, _credit + passed * _function.Cpus);
            return;
        }
        var fast = Math.Min(passed, _fastMs);
        _perThread += fast * _pace.Fast + (passed - fast) * _pace.Slow;
        _credit = Math.Clamp(_credit - fast * _pace.Above, 0, _function.MaxCredit);
    }

    private struct Job
    {
        public int Strand;
        public int Threads;

        /// <summary>The instance's <see cref="_perThread"/> at which the job is done.</summary>
        public double End;
    }
}
