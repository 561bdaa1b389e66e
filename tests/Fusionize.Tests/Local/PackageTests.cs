using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace Fusionize.Tests.Local;

/// <summary>A package as Lambda takes it, and as its functions find it.</summary>
public class PackageTests
{
    private const int Executable = 0x1ED;
    private const int Plain = 0x1A4;
    private const int Link = 0xA1FF;

    [Fact]
    public async Task A_function_cannot_change_its_package()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("probe");
        var file = ProbeFunction.Handler + ".deps.json";

        var answer = await platform.Client.InvokeAsync("probe", $$"""{"do":"overwrite","file":"{{file}}"}""");
        await platform.Client.CreateAsync("other");

        // Its own user may change a mode where the machine permits no read-only mount; nothing more.
        Assert.DoesNotContain("done", answer.Body.Replace("refused done done", "refused refused refused", StringComparison.Ordinal));
        Assert.Null((await platform.Client.InvokeAsync("other")).FunctionError);
    }

    [Fact]
    public async Task Entries_of_one_name_are_refused()
    {
        await using var platform = await TestPlatform.StartAsync();

        await RefusesAsync(platform, "stands in the way", ("a", Plain), ("a", Plain));
        await RefusesAsync(platform, "stands in the way", ("a", Plain), ("a/b", Plain));
        await RefusesAsync(platform, "stands in the way", ("a/b", Plain), ("a", Plain));
        await RefusesAsync(platform, "stands in the way", ("a", Plain), ("a/", Plain));
        await RefusesAsync(platform, "stands in the way", ("a", Link), ("a/b", Plain));
        await RefusesAsync(platform, "stands in the way", ("./a", Plain), ("a", Plain));
    }

    [Fact]
    public async Task A_name_that_no_file_system_takes_is_refused()
    {
        await using var platform = await TestPlatform.StartAsync();

        await RefusesAsync(platform, "too long", (new string('x', 300), Plain));
        await RefusesAsync(platform, "too long", (new string('ä', 200), Plain));
        await RefusesAsync(platform, "too long", (string.Join('/', Enumerable.Repeat(new string('x', 200), 30)), Plain));
    }

    [Fact]
    public async Task Symbolic_links_are_kept()
    {
        await using var platform = await TestPlatform.StartAsync();
        var zip = Zips.Of(
            ("bootstrap", "bin/run"u8.ToArray(), Link),
            ("bin/run", Encoding.UTF8.GetBytes(EchoFile), Executable),
            ("data/text", "hello"u8.ToArray(), Plain),
            ("near", "data/text"u8.ToArray(), Link),
            ("far", "/var/task/data/text"u8.ToArray(), Link)
        );

        Assert.Equal(201, (await platform.Client.CreateAsync("linked", zip, runtime: "provided.al2023")).Status);

        Assert.Equal("\"hello\"", (await platform.Client.InvokeAsync("linked", "\"near\"")).Body);
        Assert.Equal("\"hello\"", (await platform.Client.InvokeAsync("linked", "\"far\"")).Body);
    }

    [Fact]
    public async Task What_others_may_not_read_the_function_cannot_read()
    {
        await using var platform = await TestPlatform.StartAsync();
        var zip = Zips.Of(
            ("bootstrap", Encoding.UTF8.GetBytes(EchoFile), Executable),
            ("open", "1"u8.ToArray(), Plain),
            (
                "closed",
                "2"u8.ToArray(),
                0x180 /* 0600 */
            )
        );
        await platform.Client.CreateAsync("reader", zip, runtime: "provided.al2023");

        Assert.Equal("\"1\"", (await platform.Client.InvokeAsync("reader", "\"open\"")).Body);
        Assert.Equal("\"\"", (await platform.Client.InvokeAsync("reader", "\"closed\"")).Body);
    }

    [Theory]
    [InlineData("#!/bin/sh\nexit 1\n", 0x180, "permission denied")]
    [InlineData("#!/bin/sh\nexit 1\n", 0x1C0, "permission denied")]
    [InlineData("#!/bin/sh\nexit 1\n", 0x1A4, "permission denied")]
    [InlineData("echo no interpreter\n", 0x1ED, "exec format error")]
    [InlineData("", 0x1ED, "exec format error")]
    [InlineData("#!\n", 0x1ED, "exec format error")]
    [InlineData("#!/no/such/interpreter\n", 0x1ED, "no such file or directory")]
    [InlineData("#!/bin/sh\r\nexit 1\r\n", 0x1ED, "no such file or directory")]
    public async Task A_bootstrap_that_the_kernel_would_not_run_is_not_run(string content, int mode, string problem)
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.Client.CreateAsync("bad", Zips.Bootstrap(content, mode), runtime: "provided.al2023");

        var failed = await platform.Client.InvokeAsync("bad");

        Assert.Equal("Runtime.InvalidEntrypoint", (string)failed.Json["errorType"]!);
        Assert.EndsWith("fork/exec /var/task/bootstrap: " + problem, (string)failed.Json["errorMessage"]!);
    }

    [Fact]
    public async Task A_program_for_another_architecture_is_not_run()
    {
        await using var platform = await TestPlatform.StartAsync();
        var foreign = File.ReadAllBytes("/bin/sh");
        Assert.Equal("\u007fELF"u8, foreign.AsSpan(0, 4));
        foreign[18] = (byte)(RuntimeInformation.OSArchitecture == Architecture.Arm64 ? 62 : 183);
        await platform.Client.CreateAsync("bad", Zips.Of(("bootstrap", foreign, Executable)), runtime: "provided.al2023");

        var failed = await platform.Client.InvokeAsync("bad");

        Assert.Equal("Runtime.InvalidEntrypoint", (string)failed.Json["errorType"]!);
        Assert.Contains("exec format error", (string)failed.Json["errorMessage"]!);
    }

    [Fact]
    public async Task A_data_directory_can_be_deleted_after_the_run()
    {
        var data = Directory.CreateTempSubdirectory("fusionize-test-").FullName;
        await using (var platform = await TestPlatform.StartAsync(new() { EnforceCpu = false, DataDirectory = data }))
            await platform.Client.CreateAsync("probe");

        foreach (var folder in Directory.GetDirectories(Path.Combine(data, "packages")))
            File.WriteAllText(Path.Combine(folder, "new"), "");
        Directory.Delete(data, recursive: true);
    }

    private static async Task RefusesAsync(TestPlatform platform, string why, params (string Name, int Mode)[] entries)
    {
        var buffer = new MemoryStream();
        using (var zip = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, mode) in entries)
            {
                var entry = zip.CreateEntry(name);
                entry.ExternalAttributes = mode << 16;
                using var stream = entry.Open();
                if (!name.EndsWith('/'))
                    stream.Write("x"u8);
            }
        }
        var refused = await platform.Client.CreateAsync("bad", buffer.ToArray());
        Assert.Equal((400, "InvalidParameterValueException"), (refused.Status, refused.ErrorType));
        Assert.Contains(why, (string)refused.Json["message"]!);
    }

    /// <summary>Answers with what stands in the file that the event names.</summary>
    private const string EchoFile = """
        #!/bin/sh
        api="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation"
        headers="$(mktemp)"
        while :; do
          event="$(curl -sf -D "$headers" "$api/next")" || exit 0
          id="$(sed -n 's/^Lambda-Runtime-Aws-Request-Id: *\([^[:space:]]*\).*/\1/pI' "$headers")"
          name="$(echo "$event" | tr -d '"')"
          curl -s -o /dev/null -d "\"$(cat "$LAMBDA_TASK_ROOT/$name" 2>/dev/null)\"" "$api/$id/response"
        done
        """;
}
