using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Diagnostics;

/// <summary>Every diagnostic of the compiler plug-in. An id is never reused for another rule. Each rule has a page in <c>docs/rules</c>.</summary>
internal static class Rules
{
    public const string Category = "Fusionize";

    private const string Pages = "https://github.com/fusionize/fusionize.build/blob/main/docs/rules/";

    public static readonly DiagnosticDescriptor UnreadableSlice = Error(
        "FZ0001",
        "Group slice must be readable",
        "The group's slice can't be read: {0} Rebuild the application; the build writes the slice."
    );

    public static readonly DiagnosticDescriptor BadReturnType = Error(
        "FZ0002",
        "Task must return Task or ValueTask",
        "Task '{0}' returns '{1}'. A task call may go to another function, so it returns Task, Task<T>, ValueTask or ValueTask<T>."
    );

    public static readonly DiagnosticDescriptor Generic = Error(
        "FZ0003",
        "Task must not be generic",
        "Task '{0}' is generic or lies in a generic type. A function that serves it has to know its types."
    );

    public static readonly DiagnosticDescriptor Virtual = Error(
        "FZ0004",
        "Task must not be virtual",
        "Task '{0}' is virtual, abstract, extern, an override or an interface's method. Which code a call means has to be known when it is built."
    );

    public static readonly DiagnosticDescriptor BadParameter = Error(
        "FZ0005",
        "Task parameter must be a plain value",
        "Parameter '{1}' of task '{0}' is {2}. An argument may travel to another function, so it is a plain value."
    );

    public static readonly DiagnosticDescriptor Params = Error(
        "FZ0006",
        "Task must not have a params parameter",
        "Parameter '{1}' of task '{0}' is a params parameter. Take an array or a list."
    );

    public static readonly DiagnosticDescriptor TwoCancellationTokens = Error(
        "FZ0007",
        "Task must have at most one CancellationToken",
        "Task '{0}' has several CancellationToken parameters. A remote call carries one."
    );

    public static readonly DiagnosticDescriptor Inaccessible = Error(
        "FZ0008",
        "Task must be visible to generated code",
        "Task '{0}' is {1}. Generated code calls it, so it and the types around it are public, or internal in an assembly that isn't signed."
    );

    public static readonly DiagnosticDescriptor NotInClass = Error(
        "FZ0009",
        "Instance task must belong to a class",
        "Task '{0}' is {1}. Make it a static method, or an instance method of a class whose constructor takes what it needs."
    );

    public static readonly DiagnosticDescriptor BadName = Error(
        "FZ0010",
        "Task name must be an identifier",
        "'{0}' is no task name: ASCII letters, digits and '_', parts joined by single dots, at most 100 characters. Give the task a Name."
    );

    public static readonly DiagnosticDescriptor DuplicateName = AtEnd(
        "FZ0011",
        "Task name must be unique",
        "Task '{0}' is also declared by {1}. Give one of them a Name.",
        DiagnosticSeverity.Error
    );

    public static readonly DiagnosticDescriptor NotSerializable = Error(
        "FZ0012",
        "Argument and result types must be serializable",
        "{0} of task '{1}' can't be serialized: {2}."
    );

    public static readonly DiagnosticDescriptor MutableType = Warning(
        "FZ0013",
        "Argument and result types should be immutable",
        "{0} of task '{1}' can be changed through {2}. A local call shares the object, a remote one copies it. Use a record or init-only properties."
    );

    public static readonly DiagnosticDescriptor MutableCollection = new(
        "FZ0014",
        "Argument and result collections should be read-only",
        "{0} of task '{1}' is a collection that can be changed ({2}). A local call shares it, a remote one copies it. "
            + "Prefer IReadOnlyList<T> or ImmutableArray<T>.",
        Category,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "FZ0014.md"
    );

    public static readonly DiagnosticDescriptor NotAwaited = Warning(
        "FZ0015",
        "Task call should be awaited or detached",
        "The call of task '{0}' is {1}. The function may answer, and be frozen, before it is done."
    );

    public static readonly DiagnosticDescriptor DetachNotOnCall = Error(
        "FZ0016",
        "Detach must directly follow a task call",
        "Detach() doesn't directly follow a task call. The call has already been made as a synchronous one."
    );

    public static readonly DiagnosticDescriptor NotACall = Error(
        "FZ0017",
        "Task must be called, not passed on",
        "Task '{0}' is {1}. It would run in this function, unseen by the fusion setup. "
            + "Call the method by its name, in a lambda where a delegate is wanted."
    );

    public static readonly DiagnosticDescriptor UnreachableCatch = Warning(
        "FZ0018",
        "Catch clause should name TaskFailedException",
        "No task call throws '{0}'. A failed task arrives as TaskFailedException: catch (TaskFailedException e) when (e.Is<{0}>())."
    );

    public static readonly DiagnosticDescriptor StaticState = AtEnd(
        "FZ0019",
        "Task should not keep state",
        "'{0}' can change and is reached from task '{1}'. Each function, and each instance of one, has its own.",
        DiagnosticSeverity.Warning
    );

    public static readonly DiagnosticDescriptor SynchronousCycle = AtEnd(
        "FZ0020",
        "Synchronous task calls should not form a cycle",
        "Task '{0}' waits for itself: {1}. Every remote turn keeps a function waiting, and billed, until the innermost one has answered.",
        DiagnosticSeverity.Warning
    );

    public static readonly DiagnosticDescriptor Unreachable = AtEnd(
        "FZ0021",
        "Task should be reachable from an entry task",
        "No entry task reaches task '{0}', so no request does. Mark it with Entry = true, call it, or remove it.",
        DiagnosticSeverity.Warning
    );

    public static readonly DiagnosticDescriptor BadProvider = Error(
        "FZ0022",
        "Service provider must be a static member",
        "'{0}' can't provide a service: it {1}."
    );

    public static readonly DiagnosticDescriptor CannotConstruct = AtEnd(
        "FZ0023",
        "Task class must be constructible",
        "A function can't make a '{0}': {1}.",
        DiagnosticSeverity.Error
    );

    public static readonly DiagnosticDescriptor PlaceholderMember = Warning(
        "FZ0024",
        "Only the tasks of another task class should be used",
        "'{0}.{1}' is no task. Where the tasks of '{0}' are in another function, the object is a placeholder that nothing but task calls can "
            + "be made on."
    );

    public static readonly DiagnosticDescriptor BadInit = Error(
        "FZ0025",
        "Task Init must name a static method",
        "Task '{0}' names '{1}' as its Init, and '{2}' has no such method: static, not private, not generic, without parameters, returning nothing, "
            + "a Task or a ValueTask."
    );

    public static readonly DiagnosticDescriptor NotSwitchable = Error(
        "FZ0026",
        "Task call must be visible to the generator",
        "The call of task '{0}' would run in this function under every setup: {1}."
    );

    public static readonly DiagnosticDescriptor NotInEffect = Error(
        "FZ0027",
        "Task must be declared where the package takes effect",
        "Task '{0}' would be no task: the build of this project doesn't let the package take effect (InterceptorsNamespaces has no "
            + "Fusionize.Generated). Reference the package Fusionize.Build in it."
    );

    public static readonly DiagnosticDescriptor NotAMethod = Error(
        "FZ0028",
        "Task must be an ordinary method",
        "{0} can't be a task. Mark an ordinary method."
    );

    public static readonly DiagnosticDescriptor SameParameterNames = Error(
        "FZ0029",
        "Task parameters must differ in more than case",
        "Parameters '{1}' and '{2}' of task '{0}' differ by case only, and a request's arguments are found without regard to case. Rename one."
    );

    public static readonly DiagnosticDescriptor TokenNotPassedOn = new(
        "FZ0030",
        "Cancellation token should be passed on",
        "The call of task '{0}' doesn't get the token '{1}'. A caller that has gone would leave it running.",
        Category,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "FZ0030.md"
    );

    public static readonly DiagnosticDescriptor ForeignReceiver = Warning(
        "FZ0035",
        "Task should run on an object that its function makes",
        "'{0}' {1}. Where the task is in another function, it runs on an object that this function makes, from its own services."
    );

    public static readonly DiagnosticDescriptor StateLeftOut = Warning(
        "FZ0036",
        "Argument and result types should have no state that JSON leaves out",
        "{0} of task '{1}' arrives without '{2}' from another function, and with it from this one. "
            + "Take it out of the type, or copy in both cases with [IsolateByCopying]."
    );

    public static readonly DiagnosticDescriptor DefaultLost = Warning(
        "FZ0037",
        "Default value should survive a request that leaves the member out",
        "Parameter '{0}' of task '{1}' loses the default value of '{2}' where a request leaves it out: it is init-only. "
            + "Make it required, a constructor parameter with that default value, or set."
    );

    public static readonly DiagnosticDescriptor ComparerLost = Warning(
        "FZ0038",
        "Collection should not rely on its comparer",
        "This comparer of a '{0}' doesn't travel with it: from another function the collection arrives with the default one. "
            + "Make the collection where the comparer is needed."
    );

    public static readonly DiagnosticDescriptor NotNameable = Error(
        "FZ0039",
        "Generated code must be able to name a task's types",
        "Generated code can't name '{0}' of task '{1}': {2}."
    );

    public static readonly DiagnosticDescriptor BadTemplate = Error(
        "FZ0040",
        "Route template must be well-formed",
        "Template '{1}' of task '{0}' can't be a route's: {2}. Write it like '/products/{{id}}'."
    );

    public static readonly DiagnosticDescriptor SameRoute = AtEnd(
        "FZ0041",
        "Routes must differ by method or path",
        "Route '{0} {1}' of task '{2}' answers the same requests as one of '{3}'. Give one of them another path or method.",
        DiagnosticSeverity.Error
    );

    public static readonly DiagnosticDescriptor VariableNotTaken = Warning(
        "FZ0042",
        "Route variable should be taken by a parameter",
        "No parameter of task '{0}' takes the variable '{1}' of '{2}'. Add a parameter of that name, or one of type HttpRequest."
    );

    public static readonly DiagnosticDescriptor NotBindable = Error(
        "FZ0043",
        "Task parameter must be bindable from the request",
        "Parameter '{1}' of task '{0}' can't be bound from an HTTP request: {2}. "
            + "Take text, a number, a date or the like, a list of these from the query, or the body."
    );

    public static readonly DiagnosticDescriptor BodyWithoutOne = Error(
        "FZ0044",
        "GET and DELETE routes must not take a body",
        "Parameter '{1}' of task '{0}' takes the request's body, and {2} requests have none. Take it from the query, or use POST, PUT or PATCH."
    );

    public static readonly DiagnosticDescriptor RouteWithoutTask = Error(
        "FZ0045",
        "Route must stand on a task",
        "Method '{0}' has a route but is no task, so nothing answers. Add [FusionTask]."
    );

    public static readonly DiagnosticDescriptor BadTrigger = Error(
        "FZ0050",
        "Trigger must be one that AWS accepts",
        "The trigger of task '{0}' can't be deployed: {1}."
    );

    public static readonly DiagnosticDescriptor SharedSource = AtEnd(
        "FZ0051",
        "Triggers must not compete for one source",
        "Task '{0}' has a trigger of {1}, and so has {2}: {3}.",
        DiagnosticSeverity.Error
    );

    public static readonly DiagnosticDescriptor NotAnEvent = Error(
        "FZ0052",
        "Task parameter must take the trigger's events",
        "Parameter '{1}' of task '{0}' can't take the event: {2}."
    );

    public static readonly DiagnosticDescriptor TriggerWithoutTask = Error(
        "FZ0053",
        "Trigger must stand on a task",
        "Method '{0}' has a trigger but is no task, so nothing handles the events. Add [FusionTask]."
    );

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Pages + id + ".md");

    private static DiagnosticDescriptor Warning(string id, string title, string message) =>
        new(id, title, message, Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Pages + id + ".md");

    /// <summary>A rule that needs the whole project. An IDE runs it in builds only.</summary>
    private static DiagnosticDescriptor AtEnd(string id, string title, string message, DiagnosticSeverity severity) =>
        new(
            id,
            title,
            message,
            Category,
            severity,
            isEnabledByDefault: true,
            helpLinkUri: Pages + id + ".md",
            customTags: [WellKnownDiagnosticTags.CompilationEnd]
        );
}
