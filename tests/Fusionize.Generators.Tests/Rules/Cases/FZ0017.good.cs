using System.Linq.Expressions;
static class Work
{
    [FusionTask(Entry = true)]
    public static async Task Root()
    {
        await Task.WhenAll(new[] { 1, 2 }.Select(x => Store(x)));
        Func<int, Task> store = x => Store(x);
        await store(1);
        var name = nameof(Store);
        Func<Task> other = NoTask;
        await other();
    }
    [FusionTask] public static Task Store(int x) => Task.CompletedTask;
    static Task NoTask() => Task.CompletedTask;

    public static async Task Shapes(IStore store, dynamic d)
    {
        var sizes = new int[await Count()];
        await store.Put(1);
        await d.Whatever(1);
        await NoTask(d);
        _ = nameof(Orders.Place) + nameof(IOrders.Take);
    }
    static Task NoTask(object x) => Task.CompletedTask;
    [FusionTask] public static Task<int> Count() => Task.FromResult(1);
}
interface IStore
{
    Task Put(int x);
}
class Store : IStore
{
    public Task Put(int x) => Task.CompletedTask;
}
interface IOrders
{
    Task Take(int x);
}
class Orders : IOrders
{
    [FusionTask] public Task Place(int x) => Task.CompletedTask;
    public Task Take(int x) => Place(x);
}
namespace Fusionize.Testing
{
    class FusionizedApp
    {
        public Task InvokeAsync(Expression<Func<Task>> call) => Task.CompletedTask;
    }
    class Tests
    {
        Task A_test(FusionizedApp app) => app.InvokeAsync(() => Work.Store(1));
    }
}
