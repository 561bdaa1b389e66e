using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Fusionize.Shared;
using Fusionize.Testing.Groups;

namespace Fusionize.Testing.Invocations;

/// <summary>
/// What the test itself writes and reads: values of the tasks' types by the host's own JSON metadata, as in a function; types of the test's own, such
/// as the anonymous object around arguments, by reflection.
/// </summary>
internal static class HostJson
{
    private static readonly ConcurrentDictionary<string, JsonSerializerOptions> s_options = new(StringComparer.Ordinal);

    public static JsonSerializerOptions Of(AppFiles app) => s_options.GetOrAdd(app.Host, static (host, paths) => Read(host, paths), app.Paths);

    private static JsonSerializerOptions Read(string host, AssemblyPaths paths)
    {
        // The types are those of the test's copy of the application.
        var context = new AssemblyLoadContext("fusion host");
        context.Resolving += (c, name) => paths.OwnOf(name.Name!) is { } path ? c.LoadFromAssemblyPath(path) : null;
        var generated = context
            .LoadFromStream(new MemoryStream(File.ReadAllBytes(host)))
            .GetType(Names.GeneratedNamespace + ".FusionJson")
            ?.GetProperty("Default", BindingFlags.Static | BindingFlags.Public)!
            .GetValue(null);
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            MaxDepth = 1000,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            NumberHandling = JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.AllowNamedFloatingPointLiterals,
            TypeInfoResolver = JsonTypeInfoResolver.Combine(generated as IJsonTypeInfoResolver, new DefaultJsonTypeInfoResolver()),
        };
        options.MakeReadOnly();
        return options;
    }
}
