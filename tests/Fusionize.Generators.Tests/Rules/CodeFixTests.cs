using Fusionize.CodeFixes;
using Fusionize.Generators.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Fusionize.Generators.Tests.Rules;

public class CodeFixTests
{
    private const string Usings = "using System; using System.Linq; using System.Threading.Tasks; using Fusionize;\n";

    private const string Store = "[FusionTask(Entry = true)] public static Task<int> Store(int x) => Task.FromResult(x);";

    [Theory]
    [InlineData(
        "class W { [FusionTask(Entry = true)] private static Task A() => null!; }",
        "class W { [FusionTask(Entry = true)] internal static Task A() => null!; }"
    )]
    [InlineData(
        "class W { [FusionTask(Entry = true)] protected Task A() => null!; }",
        "class W { [FusionTask(Entry = true)] internal Task A() => null!; }"
    )]
    [InlineData(
        "class W { [FusionTask(Entry = true)]\n  // about it\n  Task A() => null!; }",
        "class W { [FusionTask(Entry = true)]\n  // about it\n  internal Task A() => null!; }"
    )]
    [InlineData(
        "class W { private class V { [FusionTask(Entry = true)] public static Task A() => null!; } }",
        "class W { internal class V { [FusionTask(Entry = true)] public static Task A() => null!; } }"
    )]
    public Task Make_internal(string before, string after) => Fixes(new MakeInternalFix(), before, after);

    [Fact]
    public Task A_file_class_is_left_alone() =>
        FixesNothing(new MakeInternalFix(), "file class W { [FusionTask(Entry = true)] public static Task A() => null!; }");

    [Theory]
    [InlineData(
        "class V { [FusionTask(Entry = true)] public static Task A() => null!; } class W { [FusionTask(Entry = true)] public static Task A() "
            + "=> null!; }",
        "class V { [FusionTask(Entry = true)] public static Task A() => null!; } class W { [FusionTask(Entry = true, "
            + "Name = \"W.A\")] public static Task A() => null!; }"
    )]
    [InlineData(
        "class W { [FusionTask(Entry = true)] public static Task A() => null!; [FusionTask] public static Task A(string x) => A(); }",
        "class W { [FusionTask(Entry = true)] public static Task A() => null!; [FusionTask(Name = \"W.A.String\")] public static Task A(string x) "
            + "=> A(); }"
    )]
    public Task Name_task(string before, string after) => Fixes(new NameTaskFix(), before, after);

    [Theory]
    [InlineData(
        "class W { [HttpGet(\"/a\")] public static Task A() => null!; }",
        "class W { [FusionTask, HttpGet(\"/a\")] public static Task A() => null!; }"
    )]
    [InlineData(
        "class W { [HttpGet(\"/a\")]\n    [HttpPost(\"/a\")]\n    public static Task A() => null!; }",
        "class W { [FusionTask, HttpGet(\"/a\")]\n    [HttpPost(\"/a\")]\n    public static Task A() => null!; }"
    )]
    public Task Make_a_task(string before, string after) => Fixes(new MarkTaskFix(), before, after);

    [Theory]
    [InlineData("orders", "/orders")]
    [InlineData("/orders/", "/orders")]
    [InlineData("orders/{id:int}/{size:range(1,2)}", "/orders/{id}/{size}")]
    [InlineData("/files/{*path}", "/files/{path+}")]
    [InlineData("/files/{**path}", "/files/{path+}")]
    public Task Write_the_template(string before, string after)
    {
        string Method(string template) =>
            $"class W {{ [FusionTask, HttpGet(\"{template}\")] public static Task A(string id, int size, string path) => null!; }}";
        return Fixes(new RouteTemplateFix(), Method(before), Method(after));
    }

    [Fact]
    public Task A_template_that_cannot_be_told_is_left_alone() =>
        FixesNothing(new RouteTemplateFix(), "class W { [FusionTask, HttpGet(\"/a b\")] public static Task A() => null!; }");

    [Theory]
    [InlineData("Store(1);", "await Store(1);", "await Store(1).Detach();")]
    [InlineData("_ = Store(1);", "await Store(1);", "await Store(1).Detach();")]
    [InlineData("// why\n    Store(1); // what", "// why\n    await Store(1); // what", "// why\n    await Store(1).Detach(); // what")]
    public async Task Await_or_detach(string before, string awaited, string detached)
    {
        string Method(string body) => $"class W {{ static async Task M() {{ {body}\n }} {Store} }}";
        await Fixes(new AwaitCallFix(), Method(before), Method(awaited), "Await the call");
        await Fixes(new AwaitCallFix(), Method(before), Method(detached), "Detach the call");
    }

    [Fact]
    public Task A_method_that_is_not_async_is_left_alone() =>
        FixesNothing(new AwaitCallFix(), $"class W {{ static void M() {{ Store(1); }} {Store} }}");

    [Theory]
    [InlineData("new[] { 1 }.Select(Store)", "new[] { 1 }.Select(x => Store(x))")]
    [InlineData("new[] { 1 }.Select(W.Store)", "new[] { 1 }.Select(x => W.Store(x))")]
    [InlineData("(Func<int, Task<int>>)Store", "(Func<int, Task<int>>)(x => Store(x))")]
    public Task Call_in_lambda(string before, string after)
    {
        string Method(string expression) => $"class W {{ static object M() => {expression}; {Store} }}";
        return Fixes(new CallInLambdaFix(), Method(before), Method(after));
    }

    [Theory]
    [InlineData("Far(1)", "Far(1, ct)")]
    [InlineData("Far()", "Far(ct: ct)")]
    [InlineData("Far(x: 1)", "Far(x: 1, ct: ct)")]
    public Task Pass_token(string before, string after)
    {
        string Method(string call) =>
            $"class W {{ static Task M(System.Threading.CancellationToken ct) => {call}; "
            + "[FusionTask(Entry = true)] public static Task Far(int x = 1, System.Threading.CancellationToken ct = default) => "
            + "Task.CompletedTask; }";
        return Fixes(new PassTokenFix(), Method(before), Method(after));
    }

    [Theory]
    [InlineData("catch (FormatException) { }", "catch (TaskFailedException e) when (e.Is<FormatException>()) { }")]
    [InlineData("catch (FormatException x) { }", "catch (TaskFailedException x) when (x.Is<FormatException>()) { }")]
    [InlineData(
        "catch (System.FormatException x) when (x.Message == \"\") { }",
        "catch (TaskFailedException x) when (x.Is<System.FormatException>() && (x.Message == \"\")) { }"
    )]
    public Task Catch_task_failure(string before, string after)
    {
        string Method(string handler) => $"class W {{ static async Task M() {{ try {{ await Store(1); }} {handler} }} {Store} }}";
        return Fixes(new CatchTaskFailureFix(), Method(before), Method(after));
    }

    [Fact]
    public void Every_fix_is_for_a_rule()
    {
        var rules = typeof(Diagnostics.Rules)
            .GetFields()
            .Where(f => f.FieldType == typeof(DiagnosticDescriptor))
            .Select(f => ((DiagnosticDescriptor)f.GetValue(null)!).Id);
        var fixes = typeof(FusionizeFix)
            .Assembly.GetTypes()
            .Where(t => t.IsSubclassOf(typeof(FusionizeFix)))
            .Select(t => (FusionizeFix)Activator.CreateInstance(t)!);
        Assert.All(fixes, fix => Assert.Contains(fix.FixableDiagnosticIds.Single(), rules));
    }

    private static async Task FixesNothing(CodeFixProvider fix, string source)
    {
        var (document, diagnostic) = await Diagnose(fix, source);
        Assert.Empty(await Actions(fix, document, diagnostic));
    }

    /// <summary>Applies the fix and checks that what comes out has no error and none of the diagnostic.</summary>
    private static async Task Fixes(CodeFixProvider fix, string before, string after, string? title = null)
    {
        var (document, diagnostic) = await Diagnose(fix, before);
        var action = (await Actions(fix, document, diagnostic)).Single(a => title is null || a.Title == title);
        var operations = await action.GetOperationsAsync(CancellationToken.None);
        var changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(document.Id)!;
        Assert.Equal(Usings + after, (await changed.GetTextAsync()).ToString());
        Assert.Empty((await changed.Project.GetCompilationAsync())!.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error));
        Assert.DoesNotContain(await Diagnostics(changed), d => d.Id == diagnostic.Id);
    }

    private static async Task<(Document, Diagnostic)> Diagnose(CodeFixProvider fix, string source)
    {
        var app = App.Of(Usings + source).Compilation();
        var project = new AdhocWorkspace().AddProject(
            ProjectInfo.Create(
                ProjectId.CreateNewId(),
                VersionStamp.Default,
                "App",
                "App",
                LanguageNames.CSharp,
                compilationOptions: app.Options,
                parseOptions: App.ParseOptions,
                metadataReferences: app.References
            )
        );
        var document = project.AddDocument("Code.cs", Usings + source);
        return (document, Assert.Single(await Diagnostics(document), d => fix.FixableDiagnosticIds.Contains(d.Id)));
    }

    private static async Task<IEnumerable<Diagnostic>> Diagnostics(Document document) =>
        await (await document.Project.GetCompilationAsync())!
            .WithAnalyzers([
                .. typeof(FusionizeGenerator)
                    .Assembly.GetTypes()
                    .Where(t => t.IsSubclassOf(typeof(DiagnosticAnalyzer)))
                    .Select(t => (DiagnosticAnalyzer)Activator.CreateInstance(t)!),
            ])
            .GetAnalyzerDiagnosticsAsync();

    private static async Task<IReadOnlyList<CodeAction>> Actions(CodeFixProvider fix, Document document, Diagnostic diagnostic)
    {
        var actions = new List<CodeAction>();
        await fix.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), CancellationToken.None));
        return actions;
    }
}
