using Fusionize.Generators.Model;
using Fusionize.Generators.Parsing;
using Fusionize.Shared;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Emitting;

/// <summary>
/// Writes the host: the dispatcher of the tasks that it serves, the remote slots of the tasks that it calls in other functions, and <c>Main</c>. It
/// is compiled once for all groups. Code that only some groups need is conditional on a property of <c>Part</c>. With these properties the build
/// reduces the host to what a group needs.
/// </summary>
internal static class DispatcherEmitter
{
    public static void Emit(SourceProductionContext context, HostModel input)
    {
        if (input.Slice.Slice is not { } slice)
        {
            context.ReportDiagnostic(Diagnostic.Create(Diagnostics.Rules.UnreadableSlice, Location.None, input.Slice.Error));
            return;
        }
        var writer = SourceWriter.NewFile();
        writer.Line($"namespace {Names.GeneratedNamespace};");
        writer.Line();
        // Inside the namespace, so that no name of the application takes precedence.
        writer.Line("using global::System.Buffers;");
        writer.Line("using global::System.Text.Json;");
        writer.Line("using global::System.Text.Json.Serialization.Metadata;");
        writer.Line("using global::System.Threading;");
        writer.Line("using global::System.Threading.Tasks;");
        writer.Line("using global::Fusionize.CompilerServices;");
        writer.Line();
        var served = slice.Tasks.Where(static t => t.Role == SliceRole.Serve).Select(static t => t.Task).ToList();
        var hasObjects = served.Any(static t => !t.IsStatic);
        using (writer.Block("internal sealed class GroupDispatcher : Dispatcher"))
        {
            writer.Line($"public override string App => {Code.Literal(slice.App)};");
            writer.Line($"public override string Group => Part.{HostParts.Group};");
            writer.Line($"public override string DefaultTask => Part.{HostParts.DefaultTask};");
            var types = new JsonTypes(slice, input.Nulls);
            var objects = new ObjectsEmitter(slice.Construction);
            var owners = slice.Tasks.Where(static t => t.IsRouted).ToDictionary(static t => t.Task.Id, static t => t.Owner!, StringComparer.Ordinal);
            Dispatch(writer, served);
            Routes(writer, [.. slice.Tasks.Where(static t => t.IsRouted)]);
            EventCode.Triggers(writer, [.. slice.Tasks.Where(static t => t.IsTriggered).Select(static t => t.Task)]);
            foreach (var task in served)
                Serve(writer, task, types, objects, owners);
            Connect(
                writer,
                [.. slice.Tasks.Where(static t => t.HasSlot)],
                types,
                slice.Copied,
                hasObjects,
                [.. slice.Tasks.Select(static t => t.Task.Init).OfType<ManifestInit>().Distinct()]
            );
            WarmUp(writer, served, types, owners);
            Helpers(writer);
            if (hasObjects && objects.HasFunctionObjects)
            {
                writer.Line();
                writer.Line(
                    $"public override ValueTask ShutDownAsync() => Part.{HostParts.FunctionObjects} ? FunctionObjects.DisposeAsync() : default;"
                );
            }
            if (hasObjects)
                objects.Write(writer, served.Where(static t => !t.IsStatic).Select(static t => t.DeclaringType).Distinct(StringComparer.Ordinal));
        }
        writer.Line();
        Parts(writer, slice, hasObjects);
        writer.Line();
        using (writer.Block("internal static class Program"))
            writer.Line($"private static Task<int> Main() => global::{Names.Function}.RunAsync(new GroupDispatcher());");
        context.AddSource("GroupDispatcher.g.cs", writer.ToSourceText());
    }

    private static void Dispatch(SourceWriter writer, IEnumerable<ManifestTask> served)
    {
        writer.Line();
        using var _ = writer.Block(
            "public override Task DispatchAsync(TaskRequest request, IBufferWriter<byte> response, CancellationToken cancellation)"
        );
        foreach (var task in served)
        {
            writer.Line(
                $"if (Part.{HostParts.Serves(task.Id)} && request.Task == {Code.Literal(task.Id)}{(task.IsEntry ? "" : " && request.IsCall")})"
            );
            using var __ = writer.Indent();
            writer.Line($"return {ServeMethod(task)}(request, response, cancellation);");
        }
        writer.Line("throw new UnknownTaskException(request.Task);");
    }

    private static void Routes(SourceWriter writer, IReadOnlyCollection<SliceTask> routed)
    {
        if (routed.Count == 0)
            return;
        writer.Line();
        using var _ = writer.Block("public override HttpRoutes RoutesOf(string task)");
        foreach (var task in routed)
        {
            writer.Line($"if (Part.{HostParts.Serves(task.Task.Id)} && task == {Code.Literal(task.Task.Id)})");
            using var __ = writer.Indent();
            writer.Line($"return global::{task.Owner}.TaskRoutes.{Names.RoutesOf(task.Task.Id)};");
        }
        writer.Line("return null;");
    }

    /// <summary>The parts of the host. The build replaces these properties by the values of a group; before that, the host has all parts.</summary>
    private static void Parts(SourceWriter writer, Slice slice, bool hasObjects)
    {
        using var _ = writer.Block("internal static class Part");
        writer.Line("public static global::System.Func<string, bool> Has = static _ => true;");
        writer.Line($"public static string {HostParts.Group} {{ get; set; }} = {Code.Literal(slice.Group)};");
        writer.Line($"public static string {HostParts.DefaultTask} {{ get; set; }} = {Code.Literal(slice.DefaultTask)};");
        foreach (var part in HostParts.Of(slice))
            writer.Line($"public static bool {part} => Has({Code.Literal(part)});");
        if (hasObjects)
            Given(writer);
    }

    /// <summary>The objects that a test gives instead of the application's services.</summary>
    private static void Given(SourceWriter writer)
    {
        const string Space = "global::System.Collections.Generic.";
        const string Arguments = "<global::System.Type, object>";
        writer.Line($"public static {Space}IReadOnlyDictionary{Arguments} Objects {{ get; set; }} = new {Space}Dictionary{Arguments}();");
        writer.Line($"public static bool {HostParts.Given} => Has({Code.Literal(HostParts.Given)});");
        writer.Line("public static bool IsGiven<T>() => Objects.ContainsKey(typeof(T));");
        writer.Line("public static T Given<T>() => (T)Objects[typeof(T)];");
    }

    private static void Serve(
        SourceWriter writer,
        ManifestTask task,
        JsonTypes types,
        ObjectsEmitter objects,
        IReadOnlyDictionary<string, string> owners
    )
    {
        var locals = task.Parameters.Select(static (_, i) => FormattableString.Invariant($"arg{i}")).ToList();
        writer.Line();
        writer.Line(
            $"private static async Task {ServeMethod(task)}(TaskRequest request, IBufferWriter<byte> response, CancellationToken cancellation)"
        );
        writer.Line("{");
        using (writer.Indent())
        {
            // A task that isn't an entry gets calls only.
            if (task is { Parameters.Count: 0, IsEntry: true })
                writer.Line("request.RefuseEvent();");
            if (task.Parameters.Count > 0)
                ReadArguments(writer, task, locals, types, owners.TryGetValue(task.Id, out var owner) ? owner : null);
            var arguments = locals.ToList();
            if (task.CancellationIndex >= 0)
                arguments.Insert(task.CancellationIndex, "cancellation");
            var target = task.IsStatic ? task.DeclaringType : $"Objects.Begin().{objects.MemberOf(task.DeclaringType)}";
            var answer = $"rehearsal.Answer({(task.Result is null ? "" : types[task.Result])})";
            if (task.IsValueTask)
                answer = $"new ValueTask{(task.Result is null ? "" : $"<{task.Result}>")}({answer})";
            var call =
                $"await (request.Rehearsal is {{ }} rehearsal ? {answer} : "
                + $"{target}.{TypeNames.Escape(task.Method)}({string.Join(", ", arguments)})).ConfigureAwait(false)";
            if (task.Http is { } http)
            {
                WriteAnswer(writer, task, http, call, types);
            }
            else if (EventCode.ReportsFailures(task))
            {
                writer.Line($"var result = {call};");
                writer.Line(EventCode.Report);
                writer.Line($"Write(response, result, {types[task.Result!]});");
            }
            else
            {
                writer.Line(task.Result is { } result ? $"Write(response, {call}, {types[result]});" : $"{call};");
                if (task.Result is null)
                    writer.Line("response.Write(\"null\"u8);");
            }
        }
        writer.Line("}");
    }

    private static void WriteAnswer(SourceWriter writer, ManifestTask task, ManifestHttp http, string call, JsonTypes types)
    {
        if (task.Result is not { } result)
        {
            writer.Line($"{call};");
            writer.Line("if (request.Http is { } answered)");
            using (writer.Indent())
                writer.Line("answered.WriteNothing();");
            writer.Line("else");
            using (writer.Indent())
                writer.Line("response.Write(\"null\"u8);");
            return;
        }
        var type =
            http.Value is { } value ? ", " + types[value]
            : result == "global::" + Names.HttpResult ? ""
            : ", " + types[result];
        writer.Line($"var result = {call};");
        if (EventCode.ReportsFailures(task))
            writer.Line(EventCode.Report);
        writer.Line("if (request.Http is { } answered)");
        using (writer.Indent())
            writer.Line($"answered.Write(response, result{type});");
        writer.Line("else");
        using (writer.Indent())
            writer.Line($"Write(response, result, {types[result]});");
    }

    /// <param name="writer">The host.</param>
    /// <param name="task">The task.</param>
    /// <param name="locals">The variables that get the arguments.</param>
    /// <param name="types">The JSON types.</param>
    /// <param name="owner">Namespace of the class that reads them from an HTTP request; null for a task without a route.</param>
    private static void ReadArguments(SourceWriter writer, ManifestTask task, IReadOnlyList<string> locals, JsonTypes types, string? owner)
    {
        for (var i = 0; i < locals.Count; i++)
        {
            writer.Line($"{task.Parameters[i].Type} {locals[i]} = {task.Parameters[i].Default ?? "default"};");
            if (task.Parameters[i].Default is null)
                writer.Line($"var has{i} = false;");
        }
        var other = "";
        if (task.Events is { } events)
        {
            writer.Line("if (request.Message is { } message)");
            using (writer.Indent())
                writer.Line($"{locals[0]} = {EventCode.Read(events, t => types[t], types.NullsIn(task, Model.NullArgument.OfContent))};");
            other = "else ";
        }
        if (owner is not null)
        {
            var json = task.Http!.Body < 0 ? "" : $", {types[task.Parameters[task.Http.Body].Type]}";
            var nulls = task.Http.Body < 0 ? null : types.NullsIn(task, task.Http.Body);
            using (writer.Block($"{other}if (request.Http is {{ }} http)"))
            {
                if (nulls is not null)
                    writer.Line($"http.RefuseNulls<{task.Parameters[task.Http.Body].Type}>({nulls});");
                writer.Line(
                    $"global::{owner}.TaskRoutes.{Names.BindingOf(task.Id)}(http{json}, {string.Join(", ", locals.Select(static l => "out " + l))});"
                );
            }
            other = "else ";
        }
        if (other.Length == 0)
        {
            ReadFromJson(writer, task, locals, types);
            return;
        }
        writer.Line("else");
        writer.Line("{");
        using (writer.Indent())
            ReadFromJson(writer, task, locals, types);
        writer.Line("}");
    }

    private static void ReadFromJson(SourceWriter writer, ManifestTask task, IReadOnlyList<string> locals, JsonTypes types)
    {
        writer.Line($"var arguments = request.Arguments({(locals.Count == 1 ? Code.Literal(task.Parameters[0].Name) : "null")});");
        writer.Line("while (arguments.Next())");
        writer.Line("{");
        using (writer.Indent())
        {
            for (var i = 0; i < locals.Count; i++)
            {
                var parameter = task.Parameters[i];
                var read = types.NullsIn(task, i) is { } nulls
                    ? $"arguments.Read({types[parameter.Type]}, refusesNull: {(parameter.RefusesNull ? "true" : "false")}, {nulls})"
                    : $"arguments.Read({types[parameter.Type]}{(parameter.RefusesNull ? ", refusesNull: true" : "")})";
                writer.Line($"{(i > 0 ? "else " : "")}if (arguments.Is({Code.Literal(parameter.Name)}u8))");
                using (writer.Indent())
                    writer.Line(parameter.Default is null ? $"({locals[i]}, has{i}) = ({read}, true);" : $"{locals[i]} = {read};");
            }
        }
        writer.Line("}");
        for (var i = 0; i < locals.Count; i++)
        {
            if (task.Parameters[i].Default is not null)
                continue;
            writer.Line($"if (!has{i})");
            using (writer.Indent())
                writer.Line($"throw Missing({Code.Literal(task.Id)}, {Code.Literal(task.Parameters[i].Name)});");
        }
    }

    private static void Connect(
        SourceWriter writer,
        IReadOnlyList<SliceTask> slots,
        JsonTypes types,
        IReadOnlyCollection<string> copied,
        bool hasObjects,
        IReadOnlyCollection<ManifestInit> inits
    )
    {
        if (slots.Count == 0 && copied.Count == 0 && !hasObjects && inits.Count == 0)
            return;
        writer.Line();
        using var _ = writer.Block("public override void Connect()");
        // Not for tasks that are only handed over when they fail, because that is rare.
        if (slots.Any(static s => s.Role == SliceRole.Remote || s.IsAsyncRemote))
            writer.Line($"if (Part.{HostParts.Connects}) global::{Names.RemoteInvoker}.Prepare();");
        foreach (var type in copied)
            writer.Line($"if (Part.{HostParts.Copies(type)}) Isolated.Use({types[type]}{types.NullsInCopy(type)});");
        foreach (var slot in slots)
        {
            var task = slot.Task;
            var locals = task.Parameters.Select(static (_, i) => FormattableString.Invariant($"arg{i}")).ToList();
            writer.Line(
                $"if (Part.{HostParts.Calls(task.Id)}) global::{slot.Owner}.TaskRemote.{Code.Slot(task.Id)} = static "
                    + $"({string.Join(", ", ["call", .. locals, "cancellation"])}) => global::{Names.RemoteInvoker}.InvokeAsync("
            );
            using var __ = writer.Indent();
            var (args, state, prefix) = locals switch
            {
                [] => ("default(global::System.ValueTuple)", "", ""),
                [var only] => (only, only, ""),
                _ => ($"({string.Join(", ", locals)})", "args", "args."),
            };
            var nulls = types.NullsInResult(task) is { } finds ? finds + ", " : "";
            var rest = $"{(task.Result is { } result ? types[result] + ", " : "")}{nulls}cancellation);";
            if (locals.Count == 0)
            {
                writer.Line($"call, {Code.Literal(task.Id)}, {args}, static (_, _) => {{ }}, {rest}");
                continue;
            }
            writer.Line($"call, {Code.Literal(task.Id)}, {args}, static (writer, {state}) =>");
            writer.Line("{");
            using (writer.Indent())
            {
                for (var i = 0; i < locals.Count; i++)
                {
                    writer.Line($"writer.WritePropertyName({Code.Literal(task.Parameters[i].Name)}u8);");
                    writer.Line($"JsonSerializer.Serialize(writer, {prefix}{locals[i]}, {types[task.Parameters[i].Type]});");
                }
            }
            writer.Line($"}}, {rest}");
        }
        if (hasObjects)
            writer.Line($"if (Part.{HostParts.Objects}) Objects.MakeAllOnce();");
        foreach (var init in inits)
        {
            writer.Line($"if (Part.{HostParts.Inits(init)})");
            using var __ = writer.Indent();
            writer.Line(
                init.Returns switch
                {
                    InitReturn.Task => $"global::{Names.Function}.Prepare({Code.Literal(init.Method.Replace("global::", ""))}, "
                        + $"static () => {init.Method}());",
                    InitReturn.ValueTask => $"global::{Names.Function}.Prepare({Code.Literal(init.Method.Replace("global::", ""))}, "
                        + $"static () => {init.Method}().AsTask());",
                    _ => $"global::{Names.Function}.Prepare({Code.Literal(init.Method.Replace("global::", ""))}, static () => {{ {init.Method}(); "
                        + $"return Task.CompletedTask; }});",
                }
            );
        }
    }

    private static void WarmUp(
        SourceWriter writer,
        IEnumerable<ManifestTask> served,
        JsonTypes types,
        IReadOnlyDictionary<string, string> owners
    )
    {
        writer.Line();
        using var _ = writer.Block("public override void WarmUp(Rehearsal rehearsal)");
        foreach (var task in served)
        {
            using var __ = writer.Block($"if (Part.{HostParts.Serves(task.Id)})");
            foreach (var parameter in task.Parameters)
                writer.Line($"rehearsal.Argument({Code.Literal(parameter.Name)}, {types[parameter.Type]});");
            writer.Line($"rehearsal.Run({Code.Literal(task.Id)});");
            if (owners.TryGetValue(task.Id, out var owner))
            {
                var json = task.Http!.Body < 0 ? "" : $", {types[task.Parameters[task.Http.Body].Type]}";
                writer.Line($"global::{owner}.TaskRoutes.{Names.RehearsalOf(task.Id)}(rehearsal{json});");
            }
            EventCode.Rehearse(writer, task, t => types[t]);
        }
    }

    private static void Helpers(SourceWriter writer)
    {
        writer.Line();
        writer.Line(
            "private static InvalidRequestException Missing(string task, string parameter) => "
                + "new($\"Argument '{parameter}' of task '{task}' is missing.\");"
        );
    }

    private static string ServeMethod(ManifestTask task) => "Serve_" + TaskId.ToIdentifier(task.Id);

    /// <summary>A type's metadata in the JSON context. The build writes this context next to the slice.</summary>
    private sealed class JsonTypes(Slice slice, HostNulls nulls)
    {
        private readonly IReadOnlyDictionary<string, string> _names = HostParts.Json(slice.Types);

        private readonly Dictionary<(string, int), string> _arguments = nulls.Arguments.ToDictionary(
            static a => (a.Task, a.Index),
            static a => Method(a.Method)
        );

        private readonly Dictionary<string, string> _results = nulls.Results.ToDictionary(
            static r => r.Task,
            static r => Method(r.Method),
            StringComparer.Ordinal
        );

        private readonly Dictionary<string, NullCopy> _copies = nulls.Copies.ToDictionary(static c => c.Type, StringComparer.Ordinal);

        public string this[string type] => $"FusionJson.Default.{_names[type]}";

        /// <summary>The method that finds nulls in an argument; null if there is none.</summary>
        public string? NullsIn(ManifestTask task, int index) => _arguments.TryGetValue((task.Id, index), out var method) ? method : null;

        public string? NullsInResult(ManifestTask task) => _results.TryGetValue(task.Id, out var method) ? method : null;

        public string NullsInCopy(string type) =>
            _copies.TryGetValue(type, out var copy) ? $", {MethodOrNull(copy.Strict)}, {MethodOrNull(copy.Lenient)}" : "";

        private static string MethodOrNull(string? method) => method is null ? "null" : Method(method);

        private static string Method(string name) => $"{HostParts.Nulls}.{name}";
    }
}
