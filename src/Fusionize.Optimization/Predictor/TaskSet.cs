using System.Numerics;

namespace Fusionize.Optimization.Predictor;

/// <summary>A set of tasks by number, at most <see cref="Capacity"/>.</summary>
internal readonly record struct TaskSet(ulong A, ulong B, ulong C, ulong D)
{
    public const int Capacity = 256;

    public static TaskSet Of(int task) => default(TaskSet).With(task);

    public bool IsEmpty => (A | B | C | D) == 0;

    public int Count => BitOperations.PopCount(A) + BitOperations.PopCount(B) + BitOperations.PopCount(C) + BitOperations.PopCount(D);

    public bool Contains(int task) => (Word(task >> 6) >> task & 1) != 0;

    public TaskSet With(int task) => this | Bit(task);

    public TaskSet Without(int task) => this - Bit(task);

    public static TaskSet operator |(TaskSet x, TaskSet y) => new(x.A | y.A, x.B | y.B, x.C | y.C, x.D | y.D);

    public static TaskSet operator &(TaskSet x, TaskSet y) => new(x.A & y.A, x.B & y.B, x.C & y.C, x.D & y.D);

    public static TaskSet operator -(TaskSet x, TaskSet y) => new(x.A & ~y.A, x.B & ~y.B, x.C & ~y.C, x.D & ~y.D);

    public IEnumerable<int> Members
    {
        get
        {
            for (var word = 0; word < 4; word++)
            {
                for (var bits = Word(word); bits != 0; bits &= bits - 1)
                    yield return (word << 6) + BitOperations.TrailingZeroCount(bits);
            }
        }
    }

    private ulong Word(int index) =>
        index switch
        {
            0 => A,
            1 => B,
            2 => C,
            _ => D,
        };

    private static TaskSet Bit(int task)
    {
        var bit = 1UL << task;
        return (task >> 6) switch
        {
            0 => new(bit, 0, 0, 0),
            1 => new(0, bit, 0, 0),
            2 => new(0, 0, bit, 0),
            _ => new(0, 0, 0, bit),
        };
    }
}
