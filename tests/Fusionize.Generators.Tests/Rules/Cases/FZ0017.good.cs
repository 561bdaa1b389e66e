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
