using System.Linq.Expressions;
static class Work
{
    [FusionTask(Entry = true)]
    public static async Task Root()
    {
        await Task.WhenAll(new[] { 1, 2 }.Select(Store)); // FZ0017
        Func<int, Task> store = Store; // FZ0017
        await store(1);
        Expression<Func<Task>> tree = () => Store(1); // FZ0017
    }
    [FusionTask] public static Task Store(int x) => Task.CompletedTask;
}
