using System.Diagnostics;
using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using Fusionize.Packaging;

namespace Fusionize.Build.Tests.Infrastructure;

/// <summary>A project on disk, built as a user builds it.</summary>
public sealed class AppProject(string folder, string name)
{
    public string Folder { get; } = folder;

    public string Output { get; set; } = Path.Combine(folder, "bin", "Release", "fusion");

    public string Configuration { get; init; } = "Release";

    /// <summary>Variables for dotnet beside this process's own.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    public string Groups => Path.Combine(Folder, "obj", "Release", "net10.0", "fusion");

    public FusionManifest Manifest => FusionManifest.Read(Path.Combine(Output, FusionManifest.FileName));

    public Dictionary<string, string> Hashes => Manifest.Groups.ToDictionary(g => g.Name, g => g.Sha256);

    public string PathOf(string file) => Path.Combine(Folder, file);

    public AppProject Write(string file, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(file))!);
        File.WriteAllText(PathOf(file), content);
        return this;
    }

    public AppProject Replace(string file, string old, string @new)
    {
        var text = File.ReadAllText(PathOf(file));
        Assert.Contains(old, text, StringComparison.Ordinal);
        return Write(file, text.Replace(old, @new, StringComparison.Ordinal));
    }

    public string[] Entries(string group)
    {
        using var zip = ZipFile.OpenRead(Path.Combine(Output, group + ".zip"));
        return [.. zip.Entries.Select(e => e.FullName)];
    }

    /// <summary>A file in a zip.</summary>
    public byte[] Read(string group, string file)
    {
        using var zip = ZipFile.OpenRead(Path.Combine(Output, group + ".zip"));
        using var entry = zip.GetEntry(file)!.Open();
        using var content = new MemoryStream();
        entry.CopyTo(content);
        return content.ToArray();
    }

    public string Text(string group, string file) => Encoding.UTF8.GetString(Read(group, file));

    /// <summary>What the linker has left of a type's methods.</summary>
    public List<string> Methods(string group, string assembly, string type)
    {
        using var pe = new PEReader(new MemoryStream(Read(group, assembly)));
        var metadata = pe.GetMetadataReader();
        var found = metadata.TypeDefinitions.Select(metadata.GetTypeDefinition).Single(t => metadata.GetString(t.Name) == type);
        return [.. found.GetMethods().Select(m => metadata.GetString(metadata.GetMethodDefinition(m).Name))];
    }

    /// <summary>The zips in the output folder.</summary>
    public string[] Zips => [.. Directory.GetFiles(Output, "*.zip").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];

    /// <summary>Restores the first time only.</summary>
    public BuildResult Build(params string[] arguments) =>
        Run("build", File.Exists(PathOf("obj/project.assets.json")) ? [.. arguments, "--no-restore"] : arguments);

    public BuildResult MustBuild(params string[] arguments)
    {
        var result = Build(arguments);
        Assert.True(result.Succeeded, result.Output);
        return result;
    }

    /// <summary>Runs dotnet; one MSBuild node unless the arguments say otherwise, since tests share few cores.</summary>
    public BuildResult Run(string verb, params string[] arguments)
    {
        return Execute("dotnet", [verb, name, $"-p:Configuration={Configuration}", "-nodeReuse:false", "-m:1", "--nologo", "-tl:off", .. arguments]);
    }

    /// <summary>Runs a command in the project's folder.</summary>
    public BuildResult Execute(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        // A test host tells its children to be like itself.
        foreach (
            var key in start
                .Environment.Keys.Where(k =>
                    k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || k.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase)
                )
                .ToList()
        )
            start.Environment.Remove(key);
        // These would overrule the package folder of the application's NuGet.Config.
        start.Environment.Remove("NUGET_PACKAGES");
        start.Environment.Remove("NUGET_FALLBACK_PACKAGES");
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["NUGET_CERT_REVOCATION_MODE"] = "offline";
        foreach (var (variable, value) in Environment)
            start.Environment[variable] = value;
        var output = new StringBuilder();
        void Append(string? line)
        {
            lock (output)
                output.AppendLine(line);
        }
        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, e) => Append(e.Data);
        process.ErrorDataReceived += (_, e) => Append(e.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.WaitForExit();
        return new BuildResult(process.ExitCode == 0, output.ToString());
    }
}

public sealed record BuildResult(bool Succeeded, string Output)
{
    /// <summary>The groups whose projects were built.</summary>
    public int Changed => int.Parse(System.Text.RegularExpressions.Regex.Match(Output, @"(\d+) changed\)").Groups[1].Value, null);
}
