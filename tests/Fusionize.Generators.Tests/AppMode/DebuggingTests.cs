using System.Diagnostics;
using System.Reflection;
using System.Runtime.Loader;
using Fusionize.Generators.Tests.Infrastructure;

namespace Fusionize.Generators.Tests.AppMode;

/// <summary>What someone sees who steps through a program or reads what it threw.</summary>
public class DebuggingTests
{
    private static readonly Assembly Program = new AssemblyLoadContext("debugged").LoadFromStream(
        new MemoryStream(
            App.Of(
                    """
                    using System;
                    using System.Threading.Tasks;
                    using Fusionize;

                    public static class Work
                    {
                        [FusionTask(Entry = true)]
                        public static async Task<string> Root(bool waits)
                        {
                            try { await Middle(waits); }
                            catch (TaskFailedException e) { return e.ToString(); }
                            return "";
                        }

                        [FusionTask] public static async Task Middle(bool waits) => await Helper(waits);

                        public static async Task Helper(bool waits) => await Bottom(waits);

                        [FusionTask]
                        public static async Task Bottom(bool waits)
                        {
                            if (waits) await Task.Delay(1);
                            throw new FormatException("bad");
                        }

                        [FusionTask] public static Task Other() => Root(false).Detach();
                    }
                    """
                )
                .Build()
                .Image()
        )
    );

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stack_trace_names_tasks_and_nothing_generated(bool waits)
    {
        var trace = await (Task<string>)Program.GetType("Work")!.GetMethod("Root")!.Invoke(null, [waits])!;
        string[] names = ["Bottom", "Helper", "Middle", "Root"];
        var frames = trace.Split('\n').Where(line => line.TrimStart().StartsWith("at ", StringComparison.Ordinal)).ToList();
        Assert.Equal(names, names.Where(n => frames.Exists(f => f.Contains($"at Work.{n}("))));
        Assert.DoesNotContain("Fusionize.Generated", trace);
    }

    [Fact]
    public void A_debugger_steps_through_all_that_is_generated()
    {
        var generated = Program
            .GetTypes()
            .Where(t =>
                t.Namespace?.StartsWith("Fusionize.Generated", StringComparison.Ordinal) == true
                && t.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic).Length > 0
            )
            .Where(t => t.DeclaringType is null)
            .ToList();
        Assert.Equal(["Calls", "TaskRemote", "TaskSwitch"], generated.Select(t => t.Name.Split("__").Last()).Order());
        Assert.All(generated, t => Assert.True(t.IsDefined(typeof(DebuggerStepThroughAttribute)), t.FullName));
        Assert.All(generated.Where(t => t.Name.EndsWith("Calls", StringComparison.Ordinal)), t =>
            Assert.True(t.IsDefined(typeof(StackTraceHiddenAttribute)), t.FullName)
        );
    }
}
