class Work
{
    [FusionTask(Entry = true)]
    public static async Task Root(Work other)
    {
        await Store(1);
        await Store(1).Detach();
        var count = Count(1);
        await Task.WhenAll(count, other.Own());
        await Count(2).ConfigureAwait(false);
        Func<Task> later = () => Store(3);
        await later();
        NoTask();
        Task first = Store(4), second;
        second = Store(5);
        Func<Task> both = () => Task.WhenAll(first, second);
        await both();
        var read = Count(6);
        Console.WriteLine(read.Result);
        var handedOver = Store(7).Detach();
        await handedOver;
        await Store(8).Detach().ConfigureAwait(false);
        await (other is null ? Store(9).Detach() : other.Own().Detach());
        Func<Task> run = () => Store(10).Detach();
        await run();
        (await Count(11)).ToString();
        _ = await Count(12);
        var plain = NoTask();
    }
    [FusionTask] public static Task Store(int x) => Task.CompletedTask;
    [FusionTask] public static Task<int> Count(int x) => Task.FromResult(x);
    [FusionTask] public Task Own() => Task.CompletedTask;
    static Task NoTask() => Task.CompletedTask;
}
