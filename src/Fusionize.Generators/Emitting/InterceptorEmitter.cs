using Fusionize.Generators.Model;
using Fusionize.Shared;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Emitting;

/// <summary>Writes the interceptors that make one file's task calls switchable. Calls with the same caller and callee share an interceptor.</summary>
internal static class InterceptorEmitter
{
    private const string DetachEnding = "_Detach";

    public static void Emit(SourceProductionContext context, FileCalls file)
    {
        var writer = SourceWriter.NewFile();
        writer.Line("#nullable enable annotations");
        writer.Line();
        using (writer.Block($"namespace {Names.GeneratedNamespace}"))
        {
            var owners = new Owners(file.Calls);
            // Inside the namespace, so that no name of the application takes precedence.
            writer.Line("using global::System;");
            writer.Line("using global::System.Diagnostics;");
            writer.Line("using global::System.Runtime.CompilerServices;");
            writer.Line("using global::System.Threading;");
            writer.Line("using global::System.Threading.Tasks;");
            writer.Line("using global::Fusionize.CompilerServices;");
            owners.WriteAliases(writer);
            writer.Line();
            // A debugger steps from a call directly into the task, and stack traces show tasks only.
            writer.Line("[DebuggerStepThrough, StackTraceHidden]");
            using var _ = writer.Block("file static class Calls");
            var names = new HashSet<string>(StringComparer.Ordinal);
            var isFirst = true;
            foreach (
                var calls in file.Calls.GroupBy(c => new InterceptorKey(
                    c.From,
                    c.Target,
                    owners.Suffix(c.Target),
                    c.IsExtension,
                    c.Detach is not null,
                    c.Detach?.IsExtension
                ))
            )
            {
                if (!isFirst)
                    writer.Line();
                isFirst = false;
                var name = NewName(calls.Key, names);
                if (calls.Key.IsAsync)
                {
                    AsyncInterceptor(writer, name, calls.Key, [.. calls]);
                    writer.Line();
                    DetachInterceptor(writer, name + DetachEnding, calls.Key, [.. calls]);
                }
                else
                {
                    SyncInterceptor(writer, name, calls.Key, [.. calls]);
                }
            }
        }
        writer.Line();
        using (writer.Block("namespace System.Runtime.CompilerServices"))
        {
            writer.Line("[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]");
            // Only the compiler reads this attribute. In the assembly it would make each assembly with an interceptor depend on the text of its
            // source file.
            writer.Line("[global::System.Diagnostics.Conditional(\"COMPILER_ONLY\")]");
            writer.Line("file sealed class InterceptsLocationAttribute(int version, string data) : Attribute;");
        }
        context.AddSource(file.HintName, writer.ToSourceText());
    }

    private sealed record InterceptorKey(string? From, CallTarget Target, string OwnerSuffix, bool IsExtension, bool IsAsync, bool? IsDetachExtension)
    {
        public TaskSignature Signature => Target.Signature;

        public string Switch => $"TaskSwitch{OwnerSuffix}.{Code.Switch(Target.Id)}";

        public string Switches => $"{Switch} && TaskSwitch{OwnerSuffix}.{Code.AsyncSwitch(Target.Id)}";

        public string Slot => $"TaskRemote{OwnerSuffix}.{Code.Slot(Target.Id)}";

        public string FromLiteral => From is null ? "null" : Code.Literal(From);

        // Enough to distinguish calls. Otherwise the whole text of the signature would be hashed for each call.
        public override int GetHashCode() => (From, Target.Id).GetHashCode();
    }

    /// <summary>The assemblies whose tasks a file calls. The names of switches contain the assembly only if there are several.</summary>
    private sealed class Owners(IEnumerable<CallModel> calls)
    {
        private readonly List<string> _namespaces =
        [
            .. calls.Select(static c => c.Target.Namespace).Distinct().OrderBy(static n => n, StringComparer.Ordinal),
        ];

        public string Suffix(CallTarget target) =>
            _namespaces.Count == 1 ? "" : "_" + target.Namespace.Substring(Names.GeneratedNamespace.Length + 1);

        public void WriteAliases(SourceWriter writer)
        {
            foreach (var owner in _namespaces)
            {
                var suffix = _namespaces.Count == 1 ? "" : "_" + owner.Substring(Names.GeneratedNamespace.Length + 1);
                writer.Line($"using TaskSwitch{suffix} = global::{owner}.TaskSwitch;");
                writer.Line($"using TaskRemote{suffix} = global::{owner}.TaskRemote;");
            }
        }
    }

    private static void SyncInterceptor(SourceWriter writer, string name, InterceptorKey key, IReadOnlyList<CallModel> calls)
    {
        var signature = key.Signature;
        var names = new LocalNames(signature);
        Attributes(writer, calls, static c => c.Site);
        using var _ = writer.Block($"public static {signature.ReturnType} {name}({Parameters(key, names)})");
        writer.Line($"if (!{key.Switch})");
        using (writer.Indent())
            writer.Line($"return {FromTask(signature, RemoteCall(key, names))};");
        writer.Line($"var {names.Call} = LocalCall.Begin({key.FromLiteral}, {Code.Literal(key.Target.Id)});");
        writer.Line("try");
        writer.Line("{");
        using (writer.Indent())
            writer.Line($"return {names.Call}.End({LocalCall(key, names)}, {Cancellation(signature)});");
        writer.Line("}");
        using (writer.Block($"catch (Exception {names.Error})"))
        {
            var task = signature.IsValueTask ? "ValueTask" : "Task";
            writer.Line($"return {task}.FromException{signature.ResultArgument}({names.Call}.Failed({names.Error}, {Cancellation(signature)}));");
        }
    }

    private static void AsyncInterceptor(SourceWriter writer, string name, InterceptorKey key, IReadOnlyList<CallModel> calls)
    {
        var signature = key.Signature;
        var names = new LocalNames(signature);
        Attributes(writer, calls, static c => c.Site);
        writer.Line($"public static {signature.ReturnType} {name}({Parameters(key, names)}) =>");
        using var _ = writer.Indent();
        writer.Line(key.Switches);
        using var __ = writer.Indent();
        writer.Line($"? {FromTask(signature, StartLocally(key, names))}");
        writer.Line($": {FromTask(signature, RemoteCall(key, names))};");
    }

    private static void DetachInterceptor(SourceWriter writer, string name, InterceptorKey key, IReadOnlyList<CallModel> calls)
    {
        var task = key.Signature.IsValueTask ? "call.AsTask()" : "call";
        Attributes(writer, calls, static c => c.Detach!.Site);
        writer.Line($"public static Task {name}({(key.IsDetachExtension == true ? "this " : "")}{key.Signature.ReturnType} call) =>");
        using var _ = writer.Indent();
        writer.Line($"{key.Switches} ? DetachedCall.Local({task}) : {task};");
    }

    private static string StartLocally(InterceptorKey key, LocalNames names)
    {
        var signature = key.Signature;
        // The callee's arguments are passed as one value, so that the delegate captures nothing.
        List<(string Name, string Value)> state =
        [
            .. signature.IsStatic ? [] : new[] { (names.Target, names.Target) },
            .. signature.Arguments.Select(p => (p.Name, Argument(key, p))),
        ];
        var (args, parameter, prefix) = state switch
        {
            [] => ("default(ValueTuple)", Code.Unused("_", []), ""),
            [var only] => (only.Value, only.Name, ""),
            _ => (
                $"({string.Join(", ", state.Select(static s => s.Name == s.Value ? s.Name : $"{s.Name}: {s.Value}"))})",
                names.Arguments,
                names.Arguments + "."
            ),
        };
        var token = names.Token;
        var call = DirectCall(
            signature,
            prefix + names.Target,
            signature.Parameters.Select((p, i) => i == signature.CancellationIndex ? token : Attempted(key, p, prefix))
        );
        var asTask = signature.IsValueTask ? ".AsTask()" : "";
        return $"DetachedCall.Start({key.FromLiteral}, {Code.Literal(key.Target.Id)}, {args}, static ({parameter}, "
            + $"{token}) => {call}{asTask}{Again(key, names, parameter, prefix)})";
    }

    /// <summary>The argument that hands over a failed local attempt; empty for best-effort delivery.</summary>
    private static string Again(InterceptorKey key, LocalNames names, string parameter, string prefix)
    {
        if (key.Signature.IsBestEffort)
            return "";
        var again = names.Again;
        return $", static ({parameter}, "
            + $"{again}) => {key.Slot}({string.Join(", ", [again, .. key.Signature.Arguments.Select(p => prefix + p.Name), "default"])})";
    }

    /// <summary>An argument of a local attempt. Mutable values are copied, so that the call can hand over the unchanged original.</summary>
    private static string Attempted(InterceptorKey key, Parameter parameter, string prefix) =>
        parameter.IsCopied && !key.Signature.IsBestEffort
            ? Copy(key, parameter, prefix)
            : prefix + parameter.Name;

    private static string RemoteCall(InterceptorKey key, LocalNames names)
    {
        var signature = key.Signature;
        var kind = $"CallKind.{(key.IsAsync ? "Async" : "Sync")}";
        string[] arguments = [$"new({key.FromLiteral}, {kind})", .. signature.Arguments.Select(static p => p.Name), Cancellation(signature)];
        return $"{key.Slot}({string.Join(", ", arguments)})";
    }

    /// <summary>The call of the method. Immutable values are shared; the others are copied if the task asks for it.</summary>
    private static string LocalCall(InterceptorKey key, LocalNames names)
    {
        var call = DirectCall(key.Signature, names.Target, key.Signature.Parameters.Select(p => Argument(key, p)));
        return key.Signature.IsResultCopied
            ? $"Isolated.Copy({Code.Literal(key.Target.Id)}, {call}, {Flag(key.Signature.ResultAllowsNulls)})"
            : call;
    }

    private static string Argument(InterceptorKey key, Parameter parameter) =>
        parameter.IsCopied ? Copy(key, parameter, "") : parameter.Name;

    private static string Copy(InterceptorKey key, Parameter parameter, string prefix) =>
        $"Isolated.Copy({Code.Literal(key.Target.Id)}, {Code.Literal(parameter.Declared)}, {prefix}{parameter.Name}, {Flag(parameter.AllowsNulls)})";

    private static string Flag(bool allowsNulls) => $"allowsNulls: {(allowsNulls ? "true" : "false")}";

    private static string DirectCall(TaskSignature signature, string target, IEnumerable<string> arguments) =>
        $"{(signature.IsStatic ? signature.DeclaringType : target)}.{signature.Method}({string.Join(", ", arguments)})";

    /// <summary>Converts a <c>Task</c> to the method's return type.</summary>
    private static string FromTask(TaskSignature signature, string task) => signature.IsValueTask ? $"new {signature.ReturnType}({task})" : task;

    private static string Cancellation(TaskSignature signature) =>
        signature.CancellationIndex < 0 ? "default" : signature.Parameters[signature.CancellationIndex].Name;

    private static string Parameters(InterceptorKey key, LocalNames names) =>
        string.Join(
            ", ",
            [
                .. key.Signature.IsStatic ? [] : new[] { $"this {key.Signature.DeclaringType} {names.Target}" },
                .. key.Signature.Parameters.Select(
                    (p, i) =>
                        (key.IsExtension && i == 0 ? "this " : "")
                            + $"{(i == key.Signature.CancellationIndex ? "CancellationToken" : p.Type)} {p.Name}"
                ),
            ]
        );

    private static void Attributes(SourceWriter writer, IEnumerable<CallModel> calls, Func<CallModel, InterceptSite> site)
    {
        foreach (var call in calls)
            writer.Line($"[InterceptsLocation({site(call).Version}, {Code.Literal(site(call).Data)})] // line {call.Line}");
    }

    private static string NewName(InterceptorKey key, HashSet<string> names)
    {
        var to = TaskId.ToIdentifier(key.Target.Id);
        var name = key.From is { } from ? $"{TaskId.ToIdentifier(from)}_{to}" : $"Helper_{to}";
        if (key.IsAsync)
            name += "_Async";
        var unique = name;
        for (var i = 2; names.Contains(unique) || names.Contains(unique + DetachEnding); i++)
            unique = FormattableString.Invariant($"{name}{i}");
        names.Add(unique);
        if (key.IsAsync)
            names.Add(unique + DetachEnding);
        return unique;
    }

    /// <summary>Names for an interceptor's locals that differ from the names of its parameters.</summary>
    private sealed class LocalNames
    {
        public LocalNames(TaskSignature signature)
        {
            List<string> parameters = [.. signature.Parameters.Select(static p => p.Name)];
            Target = Code.Unused("target", parameters);
            Call = Code.Unused("call", parameters);
            Error = Code.Unused("error", parameters);
            Arguments = Code.Unused("args", parameters);
            Token = Code.Unused("token", [.. signature.Arguments.Select(static p => p.Name)]);
            Again = Code.Unused("again", [.. signature.Arguments.Select(static p => p.Name)]);
        }

        public string Target { get; }

        public string Call { get; }

        public string Error { get; }

        public string Arguments { get; }

        public string Token { get; }

        public string Again { get; }
    }
}
