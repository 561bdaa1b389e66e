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

    public static async Task Shapes(dynamic d, Orders orders, IOrders through)
    {
        await (new Orders().Place)(1); // FZ0017
        await Store(d); // FZ0017
        await d.Store(1); // FZ0017
        await new Orders().Place(d); // FZ0017
        await through.Place(1); // FZ0017
        await ((IOrders)orders).Place(1); // FZ0017
        await Static<Orders>(); // the call in it
        Func<int, Task> place = through.Place; // FZ0017
        await place(1);
        var all = new Bag { 1 }; // FZ0017 FZ0035
        var query = from x in new Bag() select x; // FZ0017
        object later = (Func<int, Task>)Store; // FZ0017
        unsafe
        {
            delegate*<int, Task> pointer = &Store; // FZ0017
        }
    }

    private static Task Static<T>() where T : IStatic => T.Start(1); // FZ0017
}
interface IOrders
{
    Task Place(int x);
}
interface IStatic
{
    static abstract Task Start(int x);
}
class Placing
{
    [FusionTask] public Task Place(int x) => Task.CompletedTask;
}
class Orders : Placing, IOrders, IStatic // FZ0035
{
    [FusionTask] public static Task Start(int x) => Task.CompletedTask;
}
class Bag : System.Collections.IEnumerable
{
    [FusionTask(Name = "Bag.Add")] public Task Add(int x) => Task.CompletedTask;
    [FusionTask(Name = "Bag.Select")] public Task<int> Select(Func<int, int> x) => Task.FromResult(1); // FZ0012
    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => throw new NotSupportedException();
}
