using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using System.Text.Json;
using Fusionize.Shared;
using Fusionize.Testing;

namespace Fusionize.Generators.Tests.Infrastructure;

/// <summary>
/// A setup's functions in this process, each with its own copy of the application and with the host that the build would generate: the generated
/// dispatcher and System.Text.Json's generated metadata. What one sends another are the bytes of a real invocation.
/// </summary>
internal sealed class Functions : IDisposable
{
    private readonly Dictionary<string, string> _homes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Function> _functions = new(StringComparer.Ordinal);

    /// <param name="host">The application's host.</param>
    /// <param name="image">The application's assembly.</param>
    /// <param name="groups">The tasks of each function, which serves them all; a task is in one function.</param>
    public Functions(AppHost host, byte[] image, params IReadOnlyList<string>[] groups)
    {
        var routes = new StringBuilder();
        foreach (var (group, i) in groups.Select(static (g, i) => (g, i)))
            foreach (var task in group)
            {
                _homes[task] = $"F{i}";
                routes.Append(task).Append("=F").Append(i).Append(';');
            }
        foreach (var (group, i) in groups.Select(static (g, i) => (g, i)))
            _functions[$"F{i}"] = new Function(image, host.Cut(group), group, routes.ToString().TrimEnd(';'), InvokeAsync);
    }

    /// <summary>Invokes a task without arguments that gives text.</summary>
    public async Task<string?> RunAsync(string task)
    {
        var (answer, failure) = await InvokeAsync(
            _homes[task],
            false,
            Encoding.UTF8.GetBytes($$$"""{"fusionize":1,"task":"{{{task}}}","args":{}}""")
        );
        return failure is null ? JsonSerializer.Deserialize<string>(answer) : $"{failure}: {Encoding.UTF8.GetString(answer)}";
    }

    public void Dispose()
    {
        foreach (var function in _functions.Values)
            function.Unload();
    }

    private Task<(byte[] Answer, string? Failure)> InvokeAsync(string function, bool isEvent, byte[] payload)
    {
        var answered = new TaskCompletionSource<(byte[], string?)>(TaskCreationOptions.RunContinuationsAsynchronously);
        // Functions wait for each other.
        new Thread(() =>
        {
            try
            {
                answered.SetResult(_functions[function].Run(payload));
            }
            catch (Exception e)
            {
                answered.SetException(e);
            }
        })
        {
            IsBackground = true,
        }.UnsafeStart();
        return answered.Task;
    }

    private sealed class Function : AssemblyLoadContext
    {
        private static readonly string s_library = typeof(FusionTaskAttribute).Assembly.Location;

        private readonly Assembly _app;
        private readonly Assembly _fusionize;
        private readonly object _dispatcher;
        private readonly object _environment;

        public Function(
            byte[] app,
            byte[] host,
            IReadOnlyList<string> tasks,
            string routes,
            Func<string, bool, byte[], Task<(byte[] Answer, string? Failure)>> invoke
        )
            : base("function", isCollectible: true)
        {
            _fusionize = LoadFromAssemblyPath(s_library);
            var testing = LoadFromAssemblyPath(typeof(FusionizedApp).Assembly.Location);
            var local = tasks.SelectMany(static t => new[] { Names.LocalSwitch(t), Names.LocalAsyncSwitch(t) }).ToHashSet(StringComparer.Ordinal);
            Get("Fusionize.FeatureSwitch").GetField("Group", Static)!.SetValue(null, (Func<string, bool?>)(name => local.Contains(name)));
            Get("Fusionize.Log").GetField("Sink", Static)!.SetValue(null, (Action<string>)(_ => { }));

            _app = LoadFromStream(new MemoryStream(app));
            _dispatcher = Activator.CreateInstance(
                LoadFromStream(new MemoryStream(host)).GetType("Fusionize.Generated.GroupDispatcher", throwOnError: true)!
            )!;
            _dispatcher.GetType().GetMethod("Connect")!.Invoke(_dispatcher, null);
            // INIT has made another one, of the process's environment.
            var endpoint = Make("Fusionize.Remote.LambdaEndpoint", new Uri("http://fusionize.test/"), "test", null, null);
            var connection = testing.GetType("Fusionize.Testing.Functions.MemoryConnection", throwOnError: true)!;
            var client = Make("Fusionize.Remote.LambdaClient", endpoint, (Func<Stream>)(() => (Stream)Activator.CreateInstance(connection, invoke)!));
            var routing = Get("Fusionize.Remote.Routes").GetMethod("Parse", Static)!.Invoke(null, [routes])!;
            Get("Fusionize.Remote.RemoteCaller")
                .GetProperty("Shared", Static)!
                .SetValue(null, Make("Fusionize.Remote.RemoteCaller", client, routing, null));
            _environment = Make("Fusionize.Hosting.FunctionEnvironment");
        }

        private const BindingFlags Static = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

        public (byte[] Answer, string? Failure) Run(byte[] payload)
        {
            var runner = Make("Fusionize.Hosting.InvocationRunner", _dispatcher, _environment);
            var type = runner.GetType();
            type.GetMethod("Run")!.Invoke(runner, [(ReadOnlyMemory<byte>)payload, 0L, true, null]);
            return (
                ((ReadOnlyMemory<byte>)type.GetField("Answer")!.GetValue(runner)!).ToArray(),
                (string?)type.GetField("FailureType")!.GetValue(runner)
            );
        }

        protected override Assembly? Load(AssemblyName name) =>
            name.Name switch
            {
                "Fusionize" => _fusionize,
                "App" => _app,
                _ => null,
            };

        private Type Get(string type) => _fusionize.GetType(type, throwOnError: true)!;

        private object Make(string type, params object?[] arguments) =>
            Activator.CreateInstance(Get(type), BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, null, arguments, null)!;
    }
}
