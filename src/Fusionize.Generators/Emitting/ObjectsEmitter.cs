using Fusionize.Shared;

namespace Fusionize.Generators.Emitting;

/// <summary>
/// <c>Objects</c> and <c>FunctionObjects</c>: they create the objects of a group's instance tasks. The code is like code that wires the objects by
/// hand: each object is created by its constructor or provider, so that the linker sees what is needed.
/// </summary>
internal sealed class ObjectsEmitter
{
    private const string Injection = "global::Microsoft.Extensions.DependencyInjection.";

    private readonly SliceConstruction _construction;
    private readonly Dictionary<string, string> _members = new(StringComparer.Ordinal);
    private readonly HashSet<string> _perFunction;
    private readonly HashSet<string> _taskClasses;

    public ObjectsEmitter(SliceConstruction construction)
    {
        _construction = construction;
        _perFunction = [.. construction.Services.Where(static s => !s.IsPerInvocation).Select(static s => s.Id)];
        _taskClasses = [.. construction.Classes.Select(static c => c.Type).Concat(construction.Placeholders)];
        foreach (var type in _taskClasses.Concat(construction.Services.Select(static s => s.Id)))
            // With a suffix that no other member of the two classes has.
            _members[type] = HostParts.Identifier(type) + "Object";
    }

    /// <summary>Whether any object lives as long as the function.</summary>
    public bool HasFunctionObjects => _perFunction.Count > 0 || HasRegistrations;

    private bool HasRegistrations => _construction.Registrations.Count > 0;

    /// <summary>The property that returns an object.</summary>
    public string MemberOf(string type) => _members.TryGetValue(type, out var member) ? member : "Missing";

    public void Write(SourceWriter writer, IEnumerable<string> servedClasses)
    {
        writer.Line();
        writer.Line("// One invocation's objects, each made when it is first asked for.");
        using (writer.Block("private sealed class Objects : global::System.IAsyncDisposable"))
        {
            writer.Line("private readonly global::System.Collections.Generic.List<object> _made = new();");
            foreach (var taskClass in _construction.Classes)
                TaskClass(writer, taskClass);
            foreach (var service in _construction.Services.Where(static s => s.IsPerInvocation))
                Member(writer, service, Provided(service, isPerFunction: false));
            foreach (var placeholder in _construction.Placeholders)
                Placeholder(writer, placeholder);
            if (HasRegistrations)
                ProvidedScope(writer);
            Lifetime(writer, servedClasses);
        }
        writer.Line();
        writer.Line("// The objects that live as long as the function's instance.");
        using (writer.Block("private static class FunctionObjects"))
        {
            writer.Line("private static readonly object Gate = new();");
            writer.Line("private static readonly global::System.Collections.Generic.List<object> Made = new();");
            foreach (var service in _construction.Services.Where(static s => !s.IsPerInvocation))
            {
                var member = MemberOf(service.Id);
                writer.Line();
                writer.Line($"private static {service.Type} {member}Field;");
                writer.Line(
                    $"public static {service.Type} {member} {{ get {{ lock (Gate) return {member}Field ??= InvocationScope.Keep(Made, "
                        + $"{Provided(service, isPerFunction: true)}); }} }}"
                );
            }
            if (HasRegistrations)
                Provider(writer);
            writer.Line();
            writer.Line("public static ValueTask DisposeAsync() { lock (Gate) return InvocationScope.DisposeAsync(Made); }");
            writer.Line();
            writer.Line("public static T Missing<T>(string what) => throw new global::System.InvalidOperationException(what);");
        }
    }

    private void Member(SourceWriter writer, ManifestService service, string made)
    {
        var (type, member) = (service.Type, MemberOf(service.Id));
        writer.Line();
        writer.Line($"private {type} {member}Field;");
        writer.Line($"public {type} {member} => {member}Field ??= Keep({made});");
    }

    /// <summary>If all tasks of a class run in other functions, a placeholder satisfies constructors that don't take null. No code of it runs, so it
    /// needs no services.</summary>
    private void TaskClass(SourceWriter writer, ManifestClass taskClass)
    {
        var (type, member) = (taskClass.Type, MemberOf(taskClass.Type));
        writer.Line();
        writer.Line($"private {type} {member}Field;");
        writer.Line($"public {type} {member} => {member}Field ??= Part.{HostParts.Makes(type)}");
        using var _ = writer.Indent();
        writer.Line($"? Keep(new {type}({Arguments(taskClass.Needs, type, isPerFunction: false)}))");
        writer.Line($": Unmade<{type}>();");
    }

    private void Placeholder(SourceWriter writer, string type)
    {
        var member = MemberOf(type);
        writer.Line();
        writer.Line("// Its tasks are all called elsewhere.");
        writer.Line($"private {type} {member}Field;");
        writer.Line($"public {type} {member} => {member}Field ??= Unmade<{type}>();");
    }

    private string Provided(ManifestService service, bool isPerFunction)
    {
        var call = service.IsMethod ? $"{service.Member}({Arguments(service.Needs, service.Type, isPerFunction)})" : service.Member;
        return $"{call} ?? FunctionObjects.Missing<{service.Type}>({Code.Literal($"'{Plain(service.Member)}' gave null.")})";
    }

    private string Arguments(IEnumerable<ManifestParameter> needs, string forType, bool isPerFunction) =>
        string.Join(", ", needs.Select(need => Argument(need, forType, isPerFunction)));

    /// <summary>
    /// What a test gives comes first. It can't give a task class: each group has a copy of that assembly. What it gives has no key.
    /// </summary>
    private string Argument(ManifestParameter need, string forType, bool isPerFunction)
    {
        var made = Made(need, forType, isPerFunction);
        return _taskClasses.Contains(need.ServiceId) || need.Key is not null
            ? made
            : $"(Part.{HostParts.Given} && Part.IsGiven<{need.Type}>() ? Part.Given<{need.Type}>() : {made})";
    }

    private string Made(ManifestParameter need, string forType, bool isPerFunction)
    {
        if (_perFunction.Contains(need.ServiceId))
            return "FunctionObjects." + MemberOf(need.ServiceId);
        if (_members.TryGetValue(need.ServiceId, out var member))
            return isPerFunction
                ? Missing(
                    need.Type,
                    $"'{Plain(forType)}' lives as long as the function and can't ask for '{Plain(need.Type)}', which is made per invocation."
                )
                : member;
        if (need.Default is { } value)
            return $"({need.Type})({value})";
        if (HasRegistrations)
            return Registered(need, isPerFunction ? "Provider" : "Provided");
        return Missing(
            need.Type,
            $"Nothing provides '{Plain(need.ServiceId)}', which '{Plain(forType)}' asks for. "
                + "Mark a static method that makes one with [FusionService]."
        );
    }

    private static string Registered(ManifestParameter need, string provider) =>
        need.Key is { } key
            ? $"{Injection}ServiceProviderKeyedServiceExtensions.GetRequiredKeyedService<{need.Type}>({provider}, {key})"
            : $"{Injection}ServiceProviderServiceExtensions.GetRequiredService<{need.Type}>({provider})";

    private static string Missing(string type, string message) => $"FunctionObjects.Missing<{type}>({Code.Literal(message)})";

    private static string Plain(string type) => type.Replace("global::", "");

    private static void ProvidedScope(SourceWriter writer)
    {
        writer.Line();
        writer.Line("private global::System.IServiceProvider _provided;");
        using (writer.Block("private global::System.IServiceProvider Provided"))
        using (writer.Block("get"))
        {
            using (writer.Block("if (_provided is null)"))
            {
                writer.Line($"var scope = {Injection}ServiceProviderServiceExtensions.CreateAsyncScope(FunctionObjects.Provider);");
                writer.Line("_made.Add(scope);");
                writer.Line("_provided = scope.ServiceProvider;");
            }
            writer.Line("return _provided;");
        }
    }

    private void Provider(SourceWriter writer)
    {
        writer.Line();
        writer.Line("private static global::System.IServiceProvider _provider;");
        writer.Line(
            "public static global::System.IServiceProvider Provider { get { lock (Gate) return _provider ??= InvocationScope.Keep(Made, "
                + "NewProvider()); } }"
        );
        writer.Line();
        using (writer.Block("private static global::System.IServiceProvider NewProvider()"))
        {
            writer.Line($"var services = new {Injection}ServiceCollection();");
            foreach (var registration in _construction.Registrations)
                writer.Line($"{registration}(services);");
            writer.Line($"return {Injection}ServiceCollectionContainerBuilderExtensions.BuildServiceProvider(services);");
        }
    }

    private void Lifetime(SourceWriter writer, IEnumerable<string> servedClasses)
    {
        writer.Line();
        using (writer.Block("public static Objects Begin()"))
        {
            writer.Line("var objects = new Objects();");
            writer.Line("InvocationScope.DisposeAtEnd(objects);");
            writer.Line("return objects;");
        }
        writer.Line();
        writer.Line("// In INIT: a constructor that fails, or a service that is missing, stops the function here and not at a request.");
        using (writer.Block("public static void MakeAllOnce()"))
        {
            writer.Line("var objects = new Objects();");
            foreach (var type in servedClasses)
                writer.Line($"if (Part.{HostParts.Begins(type)}) _ = objects.{MemberOf(type)};");
            writer.Line("objects.DisposeAsync().AsTask().GetAwaiter().GetResult();");
        }
        writer.Line();
        writer.Line("public ValueTask DisposeAsync() => InvocationScope.DisposeAsync(_made);");
        writer.Line();
        writer.Line("private T Keep<T>(T made) where T : class => InvocationScope.Keep(_made, made);");
        if (_construction.Classes.Count + _construction.Placeholders.Count == 0)
            return;
        writer.Line();
        writer.Line(
            "// The type is not named to the linker as one whose constructors are wanted: they would bring along what the placeholder shall spare."
        );
        writer.Line(
            "[global::System.Diagnostics.CodeAnalysis.UnconditionalSuppressMessage(\"Trimming\", \"IL2087\", "
                + "Justification = \"No constructor runs.\")]"
        );
        using (writer.Block("private static T Unmade<T>() where T : class"))
        {
            writer.Line("var placeholder = (T)global::System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(typeof(T));");
            writer.Line("global::System.GC.SuppressFinalize(placeholder);");
            writer.Line("return placeholder;");
        }
    }
}
