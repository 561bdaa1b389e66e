using System.Reflection;
using Fusionize.Setups;

namespace Fusionize.Optimization.Optimizers;

/// <summary>An optimizer from a user's own assembly. What it proposes is checked before anything is built from it.</summary>
public sealed class AssemblyOptimizer : ISetupOptimizer
{
    private readonly ISetupOptimizer _optimizer;
    private readonly string _source;

    private AssemblyOptimizer(ISetupOptimizer optimizer, string source)
    {
        (_optimizer, _source) = (optimizer, source);
        Name = Guard(() => optimizer.Name);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Loads an optimizer.</summary>
    /// <param name="reference"><c>PATH</c> of the assembly, or <c>PATH,TYPE</c> with the type's name, with or without its namespace.</param>
    /// <exception cref="FusionizeException">The assembly can't be loaded, has no such type, or the type can't be created.</exception>
    public static AssemblyOptimizer Load(string reference)
    {
        var comma = File.Exists(reference) ? -1 : reference.LastIndexOf(',');
        var (path, type) = comma < 0 ? (reference, null) : (reference[..comma].Trim(), reference[(comma + 1)..].Trim());
        var found = FindType(LoadAssembly(path), path, type);
        var source = $"{path},{found.FullName}";
        if (found.GetConstructor(Type.EmptyTypes) is not { } constructor)
            throw new FusionizeException(
                OptimizationCodes.NoOptimizerType,
                source,
                "The optimizer has no public constructor without parameters. Add one."
            );
        return new(Guard(source, "constructor", () => (ISetupOptimizer)constructor.Invoke(null)), source);
    }

    /// <inheritdoc/>
    public async ValueTask<Proposal> ProposeAsync(OptimizationInput input, CancellationToken cancellation)
    {
        Proposal? proposal;
        try
        {
            proposal = await _optimizer.ProposeAsync(input, cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            throw Failed(_source, nameof(ProposeAsync), e);
        }
        if (proposal is null)
            throw Bad("It returned null. Return a Proposal without Next if there is nothing left to try.");
        Check(proposal.Next, nameof(proposal.Next), input);
        Check(proposal.Best, nameof(proposal.Best), input);
        if (proposal.Next is { } next && input.Constraints is { } constraints && !constraints.Allows(next))
            throw Bad(
                $"The setup {next.FullNotation} breaks a constraint. OptimizationInput.Constraints has all of them: memory, architectures, "
                    + $"tasks to keep apart."
            );
        return string.IsNullOrWhiteSpace(proposal.Decision) ? proposal with { Decision = $"Proposed by {Name}." } : proposal;
    }

    private void Check(FusionSetup? setup, string member, OptimizationInput input)
    {
        try
        {
            setup?.Validate(input.App, $"{Name}: {member}");
        }
        catch (SetupException e)
        {
            throw Bad($"The setup can't be used: {e.Describe()}", e);
        }
    }

    private static Assembly LoadAssembly(string path)
    {
        var file = Path.GetFullPath(path);
        if (!File.Exists(file))
            throw new FusionizeException(
                OptimizationCodes.NoAssembly,
                path,
                "There is no such file. Name the built assembly, such as bin/Release/net10.0/MyOptimizer.dll."
            );
        try
        {
            return new OptimizerLoadContext(file).LoadFromAssemblyPath(file);
        }
        catch (Exception e)
            when (e is BadImageFormatException or FileLoadException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            throw new FusionizeException(
                OptimizationCodes.BadAssembly,
                path,
                $"The file isn't a .NET assembly that can be loaded: {e.Message}",
                inner: e
            );
        }
    }

    private static Type FindType(Assembly assembly, string path, string? name)
    {
        Type[] types;
        try
        {
            types = assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException e)
        {
            throw new FusionizeException(
                OptimizationCodes.BadAssembly,
                path,
                $"A type of the assembly can't be loaded: {(e.LoaderExceptions.FirstOrDefault() ?? e).Message} Is a library missing beside it?",
                inner: e
            );
        }
        var optimizers = types
            .Where(t => t is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false } && t.IsAssignableTo(typeof(ISetupOptimizer)))
            .ToArray();
        var found = name is null ? optimizers : [.. optimizers.Where(t => t.FullName == name || t.Name == name)];
        var all =
            optimizers.Length == 0 ? "it has none" : $"it has {string.Join(", ", optimizers.Select(t => t.FullName).Order(StringComparer.Ordinal))}";
        return found switch
        {
            [var one] => one,
            [] when name is not null => throw NoType($"The assembly has no class {name} that implements {nameof(ISetupOptimizer)}; {all}."),
            [] => throw NoType($"The assembly has no class that implements {nameof(ISetupOptimizer)} of this version of Fusionize.Optimization."),
            _ => throw NoType($"Several classes implement {nameof(ISetupOptimizer)}; {all}. Name one with assembly:PATH,TYPE."),
        };

        FusionizeException NoType(string message) => new(OptimizationCodes.NoOptimizerType, path, message);
    }

    private string Guard(Func<string?> name) => Guard(_source, nameof(Name), name) is { Length: > 0 } text ? text : _optimizer.GetType().Name;

    private static T Guard<T>(string source, string member, Func<T> call)
    {
        try
        {
            return call();
        }
        catch (Exception e)
        {
            throw Failed(source, member, e is TargetInvocationException { InnerException: { } inner } ? inner : e);
        }
    }

    private static FusionizeException Failed(string source, string member, Exception e) =>
        new(OptimizationCodes.OptimizerFailed, source, $"The optimizer's {member} failed: {e.GetType().Name}: {e.Message}", inner: e);

    private FusionizeException Bad(string message, Exception? inner = null) => new(OptimizationCodes.BadAnswer, _source, message, inner: inner);
}
