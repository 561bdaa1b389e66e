using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace Fusionize.Packaging;

/// <summary>A framework that a function needs, for example <c>Microsoft.NETCore.App</c> 10.0.0.</summary>
public sealed record RuntimeFramework(string Name, string Version);

/// <summary>Writes the files that the .NET host reads next to a program: <c>runtimeconfig.json</c> and <c>deps.json</c>.</summary>
internal static class RuntimeFiles
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n" };

    public static byte[] RuntimeConfig(
        string targetFramework,
        IReadOnlyList<RuntimeFramework> frameworks,
        IReadOnlyDictionary<string, string> options
    ) =>
        Json(json =>
        {
            json.WriteStartObject("runtimeOptions");
            json.WriteString("tfm", targetFramework);
            if (frameworks.Count == 1)
            {
                json.WritePropertyName("framework");
                Framework(json, frameworks[0]);
            }
            else
            {
                json.WriteStartArray("frameworks");
                foreach (var framework in frameworks)
                    Framework(json, framework);
                json.WriteEndArray();
            }
            json.WriteStartObject("configProperties");
            foreach (var (name, value) in options.OrderBy(o => o.Key, StringComparer.Ordinal))
            {
                json.WritePropertyName(name);
                if (bool.TryParse(value, out var flag))
                    json.WriteBooleanValue(flag);
                else if (long.TryParse(value, out var number))
                    json.WriteNumberValue(number);
                else
                    json.WriteStringValue(value);
            }
            json.WriteEndObject();
            json.WriteEndObject();
        });

    /// <summary>One library per package, and one for all files of the solution.</summary>
    public static byte[] Deps(string host, string frameworkMoniker, IEnumerable<AppFile> files) =>
        Json(json =>
        {
            var libraries = files
                .Where(f => f.Kind is not AppFileKind.Content)
                .GroupBy(f => f.Package is null ? host + "/1.0.0" : f.Package + "/" + f.PackageVersion)
                .OrderBy(l => l.Key != host + "/1.0.0")
                .ThenBy(l => l.Key, StringComparer.Ordinal)
                .ToList();
            json.WriteStartObject("runtimeTarget");
            json.WriteString("name", frameworkMoniker);
            json.WriteEndObject();
            json.WriteStartObject("targets");
            json.WriteStartObject(frameworkMoniker);
            foreach (var library in libraries)
            {
                json.WriteStartObject(library.Key);
                Assets(json, "runtime", library.Where(f => f.Kind == AppFileKind.Assembly));
                Assets(json, "native", library.Where(f => f.Kind == AppFileKind.PackageFile && IsNative(f.Target)));
                Assets(json, "resources", library.Where(f => f.Kind == AppFileKind.Satellite));
                json.WriteEndObject();
            }
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteStartObject("libraries");
            foreach (var library in libraries)
            {
                json.WriteStartObject(library.Key);
                json.WriteString("type", library.First().Package is null ? "project" : "package");
                json.WriteBoolean("serviceable", false);
                json.WriteString("sha512", "");
                json.WriteEndObject();
            }
            json.WriteEndObject();
        });

    private static bool IsNative(string target) => Path.GetExtension(target) is ".so" or ".dll" or ".dylib";

    private static void Assets(Utf8JsonWriter json, string kind, IEnumerable<AppFile> files)
    {
        var assets = files.OrderBy(f => f.Target, StringComparer.Ordinal).ToList();
        if (assets.Count == 0)
            return;
        json.WriteStartObject(kind);
        foreach (var asset in assets)
        {
            json.WriteStartObject(asset.Target);
            if (asset.Kind == AppFileKind.Satellite)
                json.WriteString("locale", asset.Target[..asset.Target.IndexOf('/', StringComparison.Ordinal)]);
            else if (asset.Kind == AppFileKind.Assembly && asset.Package is not null)
            {
                // The host compares these with the framework's own copy of the assembly and takes the newer one.
                json.WriteString("assemblyVersion", AssemblyName.GetAssemblyName(asset.Path).Version?.ToString());
                json.WriteString("fileVersion", FileVersionInfo.GetVersionInfo(asset.Path).FileVersion);
            }
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void Framework(Utf8JsonWriter json, RuntimeFramework framework)
    {
        json.WriteStartObject();
        json.WriteString("name", framework.Name);
        json.WriteString("version", framework.Version);
        json.WriteEndObject();
    }

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }
}
