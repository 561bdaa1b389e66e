using System.Linq.Expressions;
using System.Text;
using System.Text.Json;
using Fusionize.Remote;
using Fusionize.Setups;
using Fusionize.Setups.Manifests;
using Fusionize.Testing.Events;
using Fusionize.Testing.Groups;
using Fusionize.Testing.Http;
using Fusionize.Testing.Invocations;

namespace Fusionize.Testing;

/// <summary>
/// An application that runs under a fusion setup, completely in the test's process and without a server. Each group is isolated as in a function of
/// its own. Calls between groups send the same bytes as over a network. Dispose it at the end of the test; running work is completed first.
/// </summary>
/// <example><code>
/// [Theory, InlineData("all separate"), InlineData("all in one"), InlineData("random 1")]
/// public async Task A_reading_is_checked(string setup)
/// {
///     await using var app = await FusionizedApp.StartAsync&lt;Reading&gt;(setup);
///     var verdict = await app.InvokeAsync(() => Iot.AnalyzeSensor(new Reading("s-1", 20), default));
///     Assert.True(verdict.Valid);
/// }
/// </code></example>
public sealed partial class FusionizedApp : IAsyncDisposable
{
    private readonly FusionSetup _setup;
    private readonly Platform _platform;
    private readonly JsonSerializerOptions _json;
    private readonly AppManifest _app;
    private readonly EventFront _events;

    private FusionizedApp(FusionSetup setup, Platform platform, JsonSerializerOptions json, AppManifest app)
    {
        (_setup, _platform, _json, _app) = (setup, platform, json, app);
        _events = new EventFront(app, json, async (task, payload, isRepeated) =>
        {
            var answer = await platform.DeliverAsync(HomeOf(task), task, payload, isRepeated).ConfigureAwait(false);
            return (answer.Body, answer.Failure);
        });
    }

    /// <summary>The setup in notation: <c>(A,B)-(C)</c>.</summary>
    public string Setup => _setup.Notation;

    /// <summary>The invocations of all functions so far, in the order of their ends.</summary>
    public IReadOnlyList<TaskInvocation> Invocations => _platform.Invocations;

    /// <summary>The task calls of all these invocations.</summary>
    public IEnumerable<TaskCall> Calls => Invocations.SelectMany(static i => i.Calls);

    /// <summary>The asynchronous requests that failed at every attempt: what a failure destination would get. In the order of their ends.</summary>
    public IReadOnlyList<FailedWork> FailedWork => _platform.FailedWork;

    /// <summary>The functions' log messages about failures, including those of detached calls.</summary>
    public IReadOnlyList<string> Log => _platform.Log;

    /// <summary>What the application's loggers have written, of all levels and from all functions, in the order of the writes.</summary>
    /// <remarks>The application's loggers are those of Fusionize.Logging, unless the application or the test gives others.</remarks>
    public IReadOnlyList<LogEntry> LogEntries => _platform.LogEntries;

    /// <summary>Starts the application that <typeparamref name="TInApplication"/> belongs to.</summary>
    /// <typeparam name="TInApplication">Any type of the application's own assembly, whose build creates the functions.</typeparam>
    /// <param name="setup">Which tasks share a function.</param>
    /// <param name="options">Options for running the application.</param>
    public static Task<FusionizedApp> StartAsync<TInApplication>(TestSetup setup, FusionizedAppOptions? options = null) =>
        StartAsync(typeof(TInApplication).Assembly.Location, setup, options);

    /// <summary>Starts an application by the path of its own assembly.</summary>
    /// <param name="assembly">The path.</param>
    /// <param name="setup">Which tasks share a function.</param>
    /// <param name="options">Options for running the application.</param>
    public static Task<FusionizedApp> StartAsync(string assembly, TestSetup setup, FusionizedAppOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(assembly);
        ArgumentNullException.ThrowIfNull(setup);
        // Functions create their objects when they start, which may take a while.
        return Task.Run(() =>
        {
            var files = AppFiles.Find(assembly);
            var resolved = setup.Resolve(files);
            var platform = new Platform(files, resolved, options ?? new FusionizedAppOptions());
            return new FusionizedApp(resolved, platform, HostJson.Of(files), files.Read(resolved.App));
        });
    }

    /// <summary>
    /// Invokes a task: <c>() => Iot.CheckSensor(reading, default)</c>. An entry task is invoked as a client would invoke it. Any other task is
    /// invoked as a calling function would invoke it; clients can't.
    /// </summary>
    /// <param name="call">
    /// The call. Its arguments are evaluated here, but the method isn't called. A token cancels the wait, not the function.
    /// </param>
    /// <returns>The result. A failure is thrown as <see cref="TaskFailedException"/>.</returns>
    public Task<T> InvokeAsync<T>(Expression<Func<Task<T>>> call) => InvokeAsync<T>(TaskExpression.Of(call));

    /// <inheritdoc cref="InvokeAsync{T}(Expression{Func{Task{T}}})"/>
    public Task<T> InvokeAsync<T>(Expression<Func<ValueTask<T>>> call) => InvokeAsync<T>(TaskExpression.Of(call));

    /// <inheritdoc cref="InvokeAsync{T}(Expression{Func{Task{T}}})"/>
    public Task InvokeAsync(Expression<Func<Task>> call) => InvokeAsync<JsonElement>(TaskExpression.Of(call));

    /// <inheritdoc cref="InvokeAsync{T}(Expression{Func{Task{T}}})"/>
    public Task InvokeAsync(Expression<Func<ValueTask>> call) => InvokeAsync<JsonElement>(TaskExpression.Of(call));

    /// <summary>Invokes an instance task: <c>(Orders o) => o.Place(order, default)</c>. The function creates the object.</summary>
    /// <inheritdoc cref="InvokeAsync{T}(Expression{Func{Task{T}}})"/>
    public Task<T> InvokeAsync<TClass, T>(Expression<Func<TClass, Task<T>>> call) => InvokeAsync<T>(TaskExpression.Of(call));

    /// <inheritdoc cref="InvokeAsync{TClass, T}(Expression{Func{TClass, Task{T}}})"/>
    public Task<T> InvokeAsync<TClass, T>(Expression<Func<TClass, ValueTask<T>>> call) => InvokeAsync<T>(TaskExpression.Of(call));

    /// <inheritdoc cref="InvokeAsync{TClass, T}(Expression{Func{TClass, Task{T}}})"/>
    public Task InvokeAsync<TClass>(Expression<Func<TClass, Task>> call) => InvokeAsync<JsonElement>(TaskExpression.Of(call));

    /// <inheritdoc cref="InvokeAsync{TClass, T}(Expression{Func{TClass, Task{T}}})"/>
    public Task InvokeAsync<TClass>(Expression<Func<TClass, ValueTask>> call) => InvokeAsync<JsonElement>(TaskExpression.Of(call));

    /// <summary>Invokes a task by its id.</summary>
    /// <param name="task">The id.</param>
    /// <param name="arguments">An object with a member per parameter, such as <c>new { reading }</c>; null for none.</param>
    /// <param name="cancellation">Cancels the waiting, not the function.</param>
    public Task<T> InvokeAsync<T>(string task, object? arguments = null, CancellationToken cancellation = default) =>
        InvokeAsync<T>(task, Envelope.Write(task, arguments, _json), cancellation);

    /// <summary>
    /// Sends a payload to an entry's function, as the platform would (plain JSON, or an HTTP event), and returns the response. The request can only
    /// reach that entry.
    /// </summary>
    /// <param name="task">The entry's id.</param>
    /// <param name="payload">The payload.</param>
    /// <param name="cancellation">Cancels the waiting, not the function.</param>
    /// <returns>The response's JSON; for a failed invocation, Lambda's error object.</returns>
    public async Task<string> SendAsync(string task, string payload, CancellationToken cancellation = default) =>
        Encoding.UTF8.GetString(
            (await _platform.InvokeAsync(HomeOf(task), task, Encoding.UTF8.GetBytes(payload)).WaitAsync(cancellation).ConfigureAwait(false)).Body
        );

    /// <summary>
    /// A client for the routes of the application's tasks: each request goes to the function of the entry whose route it matches, as the same event
    /// that AWS would send. Redirects are answers like others.
    /// </summary>
    /// <example><code>
    /// using var http = app.CreateHttpClient();
    /// var product = await http.GetFromJsonAsync&lt;Product&gt;("/products/7");
    /// </code></example>
    public HttpClient CreateHttpClient() =>
        new(new HttpFront(_app, async (task, payload, cancellation) =>
            (await _platform.InvokeAsync(HomeOf(task), task, payload).WaitAsync(cancellation).ConfigureAwait(false)).Body))
        {
            BaseAddress = new Uri("http://localhost/"),
        };

    /// <summary>Waits until all handed-over work is done.</summary>
    public Task DrainAsync(CancellationToken cancellation = default) => _platform.Idle.WaitAsync(cancellation);

    /// <summary>Waits until all handed-over work is done, and then stops the functions.</summary>
    public async ValueTask DisposeAsync()
    {
        await DrainAsync().ConfigureAwait(false);
        _platform.Dispose();
    }

    private Task<T> InvokeAsync<T>(TaskExpression call) => InvokeAsync<T>(call.Task, Envelope.Write(call, _json), call.Cancellation);

    private async Task<T> InvokeAsync<T>(string task, byte[] envelope, CancellationToken cancellation)
    {
        var answer = await _platform.CallAsync(HomeOf(task), false, envelope).WaitAsync(cancellation).ConfigureAwait(false);
        if (answer.Failure is not null)
            throw RemoteFailure.Read(answer.Body, task);
        return JsonSerializer.Deserialize<T>(answer.Body, _json)!;
    }

    private string HomeOf(string task) =>
        _setup.FindHome(task)?.Name ?? throw new ArgumentException($"The application has no task '{task}'.", nameof(task));
}
