using Fusionize.Generators.Tests.Infrastructure;

namespace Fusionize.Generators.Tests.AppMode;

/// <summary>Task calls in what C# 14 has added.</summary>
public class NewLanguageTests
{
    [Fact]
    public void Calls_are_found_in_extension_blocks_conditional_assignments_and_properties_with_field()
    {
        var built = App.Of(
                """
                using System.Threading.Tasks;
                using Fusionize;

                public sealed class Box { public int Count { get => field; set => field = value; } }

                public static class Shop
                {
                    [FusionTask(Entry = true)]
                    public static async Task<int> Order(int count, Box? box)
                    {
                        box?.Count = await Price(count);
                        return await count.Twice();
                    }

                    [FusionTask] public static Task<int> Price(int count) => Task.FromResult(count);

                    extension(int count)
                    {
                        public Task<int> Twice() => Price(count * 2);
                        public Task<int> Half => Price(count / 2);
                    }
                }
                """
            )
            .Build();
        Assert.Equal(["Order", "Price"], built.Manifest.Tasks.Select(t => t.Id));
        Assert.Equal(
            ["Order>Price Code.cs:11", ">Price Code.cs:19", ">Price Code.cs:20"],
            built.Manifest.Calls.Select(c => $"{c.From}>{c.To} {c.Location}")
        );
    }
}
