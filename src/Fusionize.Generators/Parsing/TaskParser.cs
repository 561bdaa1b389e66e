using Fusionize.Generators.Analyzers.Values;
using Fusionize.Generators.Model;
using Fusionize.Shared;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Parsing;

/// <summary>Method → task.</summary>
internal static class TaskParser
{
    /// <summary>The task attribute of a method; null if it isn't a task.</summary>
    public static AttributeData? AttributeOf(IMethodSymbol method) =>
        method
            .GetAttributes()
            .FirstOrDefault(static a =>
                a.AttributeClass
                    is { Name: "FusionTaskAttribute", ContainingNamespace: { Name: "Fusionize", ContainingNamespace.IsGlobalNamespace: true } }
            );

    /// <summary>The task that the method declares; null if it declares none, or if it can't be a task, which the analyzers report.</summary>
    public static TaskModel? Parse(IMethodSymbol method)
    {
        if (AttributeOf(method) is not { } attribute || IdOf(method, attribute) is not { } id || TaskShape.ProblemOf(method) is not TaskProblem.None)
            return null;
        if (method.ContainingAssembly is ISourceAssemblySymbol source && SymbolNames.Of(source.Compilation).ProblemOf(method) is not null)
            return null;
        var binding = HttpBinding.Of(method);
        var http = binding?.Model;
        return new TaskModel(
            ManifestOf(id, attribute, method, http is null ? null : HttpOf(method, binding!), EventBinding.Of(method)?.Manifest),
            SignatureOf(method),
            IsPublic(method),
            method.IsStatic ? null : ServiceParser.ClassOf(method.ContainingType),
            http
        );
    }

    /// <summary>The id of the task that the method declares; null if it declares none.</summary>
    public static string? IdOf(IMethodSymbol method) => AttributeOf(method) is { } attribute ? IdOf(method, attribute) : null;

    public static TaskSignature SignatureOf(IMethodSymbol method)
    {
        var (isValueTask, result) = TaskShape.ReturnOf(method.ReturnType);
        var copies = Isolation.IsWanted(method);
        return new TaskSignature(
            method.ContainingType.ToAnnotatedName(),
            TypeNames.Escape(method.Name),
            method.IsStatic,
            isValueTask,
            result?.ToAnnotatedName(),
            copies && result is not null && Isolation.CanChange(result),
            TaskShape.CancellationIndex(method),
            new(
                method.Parameters.Select(p =>
                    copies && Isolation.CanChange(p.Type)
                        ? new Parameter(LocalName(p.Name, method), p.Type.ToAnnotatedName(), true, p.Name, Annotations.AllowNulls(p.Type))
                        : new Parameter(LocalName(p.Name, method), p.Type.ToAnnotatedName(), false)
                )
            ),
            AttributeOf(method) is { } attribute && IsBestEffort(attribute),
            copies && result is not null && Annotations.AllowNulls(result)
        );
    }

    /// <summary>
    /// The parameter's name. If it starts with a capital letter, it gets a <c>_</c>, because it could hide a type that generated code uses.
    /// </summary>
    private static string LocalName(string name, IMethodSymbol method)
    {
        if (!char.IsUpper(name[0]))
            return TypeNames.Escape(name);
        do name = "_" + name;
        while (method.Parameters.Any(p => p.Name == name));
        return name;
    }

    /// <summary>The id that is declared for the task, even if it isn't valid.</summary>
    public static string? WantedIdOf(IMethodSymbol method) => AttributeOf(method) is { } attribute ? WantedId(method, attribute) : null;

    /// <summary>Whether the task can be invoked from outside: it says so, or has a route or a trigger.</summary>
    public static bool IsEntry(IMethodSymbol method, AttributeData attribute) =>
        attribute.NamedArguments.Any(static a => a is { Key: "Entry", Value.Value: true }) || RouteParser.HasRoute(method)
        || TriggerParser.HasTrigger(method);

    /// <summary>Whether the task's detached calls have no at-least-once delivery.</summary>
    private static bool IsBestEffort(AttributeData attribute) =>
        attribute.NamedArguments.Any(static a => a is { Key: "Delivery", Value.Value: (byte)1 });

    private static string? IdOf(IMethodSymbol method, AttributeData attribute) =>
        WantedId(method, attribute) is var id && TaskId.IsValid(id) ? id : null;

    private static string WantedId(IMethodSymbol method, AttributeData attribute) =>
        attribute.NamedArguments.FirstOrDefault(static a => a.Key == "Name").Value is { IsNull: false, Value: string name } ? name : method.Name;

    private static ManifestHttp HttpOf(IMethodSymbol method, HttpBinding binding) =>
        new(new(binding.Routes.Select(RouteParser.ManifestOf)), binding.BodyIndex, ValueOf(TaskShape.ReturnOf(method.ReturnType).Result));

    /// <summary>The value's type of an <c>HttpResult&lt;T&gt;</c>; null for any other type.</summary>
    private static string? ValueOf(ITypeSymbol? result) =>
        result is INamedTypeSymbol { Name: "HttpResult", Arity: 1 } named && RouteParser.IsOfFusionize(named)
            ? named.TypeArguments[0].ToPlainName()
            : null;

    private static ManifestTask ManifestOf(
        string id,
        AttributeData attribute,
        IMethodSymbol method,
        ManifestHttp? http,
        ManifestEvents? events
    )
    {
        var (isValueTask, result) = TaskShape.ReturnOf(method.ReturnType);
        var cancellation = TaskShape.CancellationIndex(method);
        var parameters = method
            .Parameters.Where((_, i) => i != cancellation)
            .Select(static p => new ManifestParameter(p.Name, p.Type.ToPlainName(), DefaultValues.Of(p), RefusesNull(p)));
        return new ManifestTask(
            id,
            IsEntry(method, attribute),
            method.ContainingType.ToPlainName(),
            method.Name,
            method.IsStatic,
            isValueTask,
            result?.ToPlainName(),
            cancellation,
            new(parameters),
            InitNameOf(attribute) is { } init ? InitOf(method.ContainingType, init) : null,
            IsBestEffort(attribute),
            http,
            events
        );
    }

    /// <summary>Whether the parameter's type isn't nullable and its default value isn't null.</summary>
    public static bool RefusesNull(IParameterSymbol parameter) =>
        parameter.Type is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.NotAnnotated }
        && parameter is not { HasExplicitDefaultValue: true, ExplicitDefaultValue: null };

    /// <summary>Name of the method that functions run in INIT for the task; null if the task has none.</summary>
    public static string? InitNameOf(AttributeData attribute) =>
        attribute.NamedArguments.FirstOrDefault(static a => a.Key == "Init").Value is { IsNull: false, Value: string name } ? name : null;

    /// <summary>The method of that name; null if the class has no such method that a function can run.</summary>
    public static ManifestInit? InitOf(INamedTypeSymbol type, string name)
    {
        var method = type.GetMembers(name)
            .OfType<IMethodSymbol>()
            .FirstOrDefault(static m =>
                m is { IsStatic: true, IsGenericMethod: false, Parameters.Length: 0, ReturnsByRef: false, ReturnsByRefReadonly: false }
                && (m.ReturnsVoid || TaskShape.IsTaskLike(m.ReturnType))
                && TaskShape.IsAccessible((ISymbol)m)
            );
        return method is null
            ? null
            : new ManifestInit(
                $"{type.ToPlainName()}.{TypeNames.Escape(method.Name)}",
                method.ReturnsVoid ? InitReturn.Nothing
                    : TaskShape.ReturnOf(method.ReturnType).IsValueTask ? InitReturn.ValueTask
                    : InitReturn.Task
            );
    }

    /// <summary>Whether other projects can name the task.</summary>
    public static bool IsPublic(IMethodSymbol method)
    {
        for (ISymbol symbol = method; symbol is not INamespaceSymbol; symbol = symbol.ContainingSymbol)
            if (symbol.DeclaredAccessibility != Accessibility.Public)
                return false;
        return true;
    }
}
