namespace IoT.Work;

internal static class Primes
{
    /// <summary>The sieve of Eratosthenes.</summary>
    public static IReadOnlyList<int> UpTo(int n)
    {
        var primes = new List<int>();
        var crossedOut = new bool[Math.Max(n, 1) + 1];
        for (var i = 2; i <= n; i++)
        {
            if (crossedOut[i])
                continue;
            primes.Add(i);
            for (var multiple = (long)i * i; multiple <= n; multiple += i)
                crossedOut[multiple] = true;
        }
        return primes;
    }
}
