using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Fusionize.Packaging.Reaching;
using Fusionize.Setups.Files;
using Fusionize.Setups.Manifests;
using Fusionize.Shared;

namespace Fusionize.Packaging.Fusing;

/// <summary>
/// The host of an application: the dispatcher of all tasks and the JSON metadata of all their types, compiled once. The hosts of the groups are parts
/// of it. After an edit it is compiled again only if a signature or a type of a task has changed, not if only code has.
/// </summary>
public sealed class ApplicationHost
{
    public const string FolderName = ".host";
    public const string JsonFile = "FusionJson.cs";
    private const string RecipeFile = "host-recipe.json";
    private const string ResultFile = "host.json";

    /// <param name="directory">The folder of all groups.</param>
    public ApplicationHost(string directory) => Folder = Path.Combine(directory, FolderName);

    public string Folder { get; }

    public string Assembly => Path.Combine(Folder, FusePlan.HostAssembly + ".dll");

    /// <summary>Writes the inputs of the host of an application that is built into zips.</summary>
    internal static void Write(AppManifest app, FuseInputs inputs, string directory, Func<string, string> hash)
    {
        var assemblies = inputs
            .Files.Where(f => Path.GetExtension(f.Path) is ".dll" or ".exe" && !f.RelativePath.Contains('/'))
            .ToLookup(f => f.Package is null, f => f.Path);
        Write(
            app,
            new HostInputs(
                assemblies[true],
                assemblies[false].Concat(inputs.Tools),
                $"{inputs.Salt}{inputs.FrameworkMoniker}\n{string.Join('\n', inputs.Framework)}"
            ),
            directory,
            hash
        );
    }

    /// <summary>Writes the inputs of the host.</summary>
    internal static void Write(AppManifest app, HostInputs inputs, string directory, Func<string, string> hash)
    {
        var host = new ApplicationHost(directory);
        var slice = SlicePlan.Application(app.Model.App, app.Assemblies);
        var sliceText = SliceText.Write(slice);
        WholeFile.WriteIfChanged(Path.Combine(host.Folder, FusePlan.SliceFile), sliceText);
        var key = new StringBuilder(sliceText).Append(inputs.Salt).Append('\n').AppendJoin('\n', inputs.Others.Select(hash));
        var recipe = new HostRecord(
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key.ToString()))),
            inputs.Own.Distinct().ToImmutableSortedDictionary(f => f, hash, StringComparer.Ordinal),
            [.. slice.Types]
        );
        if (host.Read(RecipeFile) is { } last && last.Key == recipe.Key && last.Sources.SequenceEqual(recipe.Sources))
            return;
        using (var sources = new AppAssemblies(recipe.Sources.Keys))
            recipe = recipe with { Named = JsonNames.Of(sources, recipe.Types) };
        host.WriteJson(recipe);
        WholeFile.WriteIfChanged(Path.Combine(host.Folder, RecipeFile), recipe.ToJson());
    }

    /// <summary>Adds names in the JSON context for types inside the tasks' types.</summary>
    /// <returns>False if all of them already have one.</returns>
    public bool TryName(IEnumerable<string> types)
    {
        var recipe = Read(RecipeFile)!;
        var named = recipe.Named.Concat(types).Distinct().Order(StringComparer.Ordinal).ToImmutableArray();
        if (named.Length == recipe.Named.Length)
            return false;
        recipe = recipe with { Named = named };
        WriteJson(recipe);
        WholeFile.WriteIfChanged(Path.Combine(Folder, RecipeFile), recipe.ToJson());
        return true;
    }

    private void WriteJson(HostRecord recipe) =>
        WholeFile.WriteIfChanged(Path.Combine(Folder, JsonFile), JsonContextSource.Write(recipe.Types, recipe.Named));

    /// <summary>Whether the compiled host is current.</summary>
    public bool IsUpToDate()
    {
        var (result, recipe) = (Read(ResultFile), Read(RecipeFile)!);
        if (result is null || result.Key != recipe.Key || !File.Exists(Assembly) || WholeFile.Hash(Assembly) != result.Sha256)
            return false;
        if (result.Sources.SequenceEqual(recipe.Sources))
            return true;
        if (result.Surface is null || result.Surface != Surface(recipe))
            return false;
        WholeFile.WriteIfChanged(Path.Combine(Folder, ResultFile), (result with { Sources = recipe.Sources }).ToJson());
        return true;
    }

    /// <summary>Records the inputs of the host that was just compiled.</summary>
    public void Compiled()
    {
        var recipe = Read(RecipeFile)!;
        WholeFile.WriteIfChanged(
            Path.Combine(Folder, ResultFile),
            (recipe with { Surface = Surface(recipe), Sha256 = WholeFile.Hash(Assembly) }).ToJson()
        );
    }

    /// <summary>A hash of the signatures and types that the compiler reads; null if it can't be determined.</summary>
    private string? Surface(HostRecord recipe)
    {
        try
        {
            using var app = new AppAssemblies(recipe.Sources.Keys);
            return app.IsAmbiguous
                ? null
                : HostSurface.Of(app, Assembly, new[] { FusePlan.SliceFile, JsonFile }.Select(f => File.ReadAllText(Path.Combine(Folder, f))));
        }
        catch (Exception e) when (e is BadImageFormatException or InvalidOperationException)
        {
            return null;
        }
    }

    private HostRecord? Read(string name)
    {
        var file = Path.Combine(Folder, name);
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize(File.ReadAllBytes(file), PackagingJson.Default.HostRecord) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>What an application's host is made from.</summary>
/// <param name="Own">The application's own assemblies. Of an edit of them counts only what the compiler reads.</param>
/// <param name="Others">Other files: packages and tools.</param>
/// <param name="Salt">All other inputs, as text.</param>
internal sealed record HostInputs(IEnumerable<string> Own, IEnumerable<string> Others, string Salt);
