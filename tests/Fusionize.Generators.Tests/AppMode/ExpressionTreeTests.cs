using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.Loader;
using Fusionize.Generators.Tests.Infrastructure;

namespace Fusionize.Generators.Tests.AppMode;

public class ExpressionTreeTests
{
    private const string Source = """
        using System;
        using System.Linq.Expressions;
        using System.Threading.Tasks;
        using Fusionize;

        public sealed class Work
        {
            [FusionTask(Entry = true)] public static Task Store(int x) => Task.CompletedTask;
            [FusionTask(Entry = true)] public Task<int> Count() => Task.FromResult(1);

            public static Expression<Func<Task>> Static => () => Store(1);
            public static LambdaExpression Instance => (Expression<Func<Work, Task<int>>>)((Work work) => work.Count());
            public static Expression<Func<Func<Task>>> Nested => () => () => Store(2);
            public static Task Called() => Store(3);
        }
        """;

    /// <summary>An expression says which method is meant (Fusionize.Testing asks it so); a call of something generated would say nothing.</summary>
    [Fact]
    public void A_task_in_an_expression_tree_stays_what_is_written()
    {
        var app = App.Of(Source).Build();
        var context = new AssemblyLoadContext("expressions", isCollectible: true);
        var work = context.LoadFromStream(new MemoryStream(app.Image())).GetType("Work", throwOnError: true)!;
        LambdaExpression Of(string property) =>
            (LambdaExpression)work.GetProperty(property, BindingFlags.Static | BindingFlags.Public)!.GetValue(null)!;

        Assert.Equal("Store", ((MethodCallExpression)Of("Static").Body).Method.Name);
        Assert.Equal("Count", ((MethodCallExpression)Of("Instance").Body).Method.Name);
        Assert.Equal("Store", ((MethodCallExpression)((LambdaExpression)Of("Nested").Body).Body).Method.Name);
        context.Unload();
    }
}
