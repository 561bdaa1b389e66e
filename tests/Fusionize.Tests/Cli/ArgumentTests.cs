using Fusionize.Cli.Commands;
using Fusionize.Local;
using Fusionize.Optimization;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Cli;

public sealed class ArgumentTests
{
    [Theory]
    [InlineData("--optimizer: An optimizer is ", "loop", "app", "--optimizer", "magic")]
    [InlineData("--goal: A goal is cost, latency", "loop", "app", "--goal", "cheap")]
    [InlineData("--network: 'tcp' is not a network: write raw or aws", "loop", "app", "--network", "tcp")]
    [InlineData("--rounds: between 1 and 1000", "loop", "app", "--rounds", "0")]
    [InlineData("--rounds: between 1 and 1000, not 'x'", "loop", "app", "--rounds", "x")]
    [InlineData("--rate: '0' is not a rate", "loop", "app", "--rate", "0")]
    [InlineData(
        "the load comes to 60,480,000,000 requests; at most 10,000,000 are possible",
        "load",
        "http://127.0.0.1:1",
        "--rate",
        "100000",
        "--duration",
        "168h"
    )]
    [InlineData(
        "no request comes at that rate in that time; make --rate or --duration larger",
        "load",
        "http://127.0.0.1:1",
        "--rate",
        "0.1",
        "--duration",
        "1s"
    )]
    [InlineData("--seed", "loop", "app", "--seed", "x")]
    [InlineData("--seed: '99999999999' is not a whole number", "simulate", "app", "--seed", "99999999999")]
    [InlineData("--points: between 2 and 200, not 'x'", "pareto", "/nowhere", "--records", "r.jsonl", "--points", "x")]
    [InlineData("--keep: at least 0, not 'x'; 'fusionize releases clean --help' shows what is possible", "releases", "clean", "iot", "--keep", "x")]
    [InlineData("--keep: at least 0, not '-1'", "releases", "clean", "iot", "--keep", "-1")]
    [InlineData("--port: between 0 and 65535, not 'x'", "local", "--port", "x")]
    [InlineData("--concurrency: at least 1, not 'x'", "local", "--concurrency", "x")]
    [InlineData("--scope: Argument 'roles' not recognized. Must be one of: 'access' 'everything'", "template", "/nowhere", "--scope", "roles")]
    [InlineData(
        "'--memory-rule'. Did you mean one of the following? Cheapest FirstAsText; 'fusionize replay",
        "replay",
        "a",
        "b",
        "--memory-rule",
        "Dearest"
    )]
    [InlineData("FZ1501: Required argument missing: <app>; 'fusionize loop --help'", "loop")]
    [InlineData(
        "FZ1501: Required argument missing: <from>; Required argument missing: <to>; 'fusionize setups diff --help'",
        "setups",
        "diff",
        "store"
    )]
    [InlineData("FZ1501: Required command was not provided: list, promote, rollback, clean; 'fusionize releases --help'", "releases")]
    [InlineData(
        "FZ1501: Unrecognized command or argument 'lst'; there are list, show, diff, promote, pin, unpin; 'fusionize setups --help'",
        "setups",
        "lst",
        "store"
    )]
    [InlineData("FZ1501: <what> is empty", "show", "")]
    [InlineData("--trace: 'sometimes' is not on, off, plan or a fraction between 0 and 1", "deploy", "/nowhere", "--trace", "sometimes")]
    [InlineData("--trace: '5' is not on, off, plan or a fraction between 0 and 1", "deploy", "/nowhere", "--trace", "5")]
    [InlineData("--trace plan needs --store", "deploy", "/nowhere", "--trace", "plan")]
    [InlineData("--shares: '50,10' would reduce traffic: each share must be larger", "deploy", "/nowhere", "--shares", "50,10")]
    [InlineData("--watch needs --shares", "deploy", "/nowhere", "--watch", "1m")]
    [InlineData("--log-days: CloudWatch Logs keeps logs for 1, 3, 5, 7, 14,", "template", "/nowhere", "--log-days", "2")]
    [InlineData("--log-days: CloudWatch Logs keeps logs for 1, 3, 5, 7, 14,", "template", "/nowhere", "--log-days", "-1")]
    [InlineData("--urls needs --scope everything", "template", "/nowhere", "--urls")]
    [InlineData("--store: 's3://' is neither s3://bucket/prefix nor a folder", "iam", "deployer", "iot", "--store", "s3://")]
    [InlineData("--setup: the value is empty", "simulate", "app", "--setup", "")]
    [InlineData("--role: the value is empty", "deploy", "/nowhere", "--role", "", "--endpoint", "http://127.0.0.1:1")]
    [InlineData("--port: between 0 and 65535", "local", "--port", "70000")]
    [InlineData("--env: 'X' is not NAME=VALUE", "local", "--env", "X")]
    [InlineData("--concurrency: at least 1", "local", "--concurrency", "0")]
    [InlineData(
        "--aggregate gives figures of one region, not records, so --records can't be given with it",
        "extract",
        "/nowhere",
        "--aggregate",
        "--records",
        "r.jsonl"
    )]
    [InlineData(
        "--aggregate gives figures of one region, not records, so --logs can't be given with it",
        "extract",
        "/nowhere",
        "--aggregate",
        "--logs",
        "logs"
    )]
    [InlineData("--logs reads one place, so --also can't be given with it", "extract", "/nowhere", "--also", "eu-west-1", "--logs", "logs")]
    [InlineData("--also: 'tcp:x' is not an http(s) address", "extract", "/nowhere", "--also", "eu-west-1=tcp:x")]
    public async Task Wrong_values_are_usage_errors_that_name_the_option(string message, params string[] args)
    {
        var run = await ToolRun.OfAsync(args);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("error FZ1501: ", run.Error);
        Assert.Contains(message, run.Error);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("loop")]
    [InlineData("local")]
    [InlineData("deploy")]
    [InlineData("load")]
    [InlineData("extract")]
    [InlineData("optimize")]
    [InlineData("show")]
    [InlineData("graph")]
    public async Task Every_command_has_help_and_json(string command)
    {
        var run = await ToolRun.OfAsync(command, "--help");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains($"fusionize {command}", run.Output);
        Assert.Contains("--json", run.Output);
        // Types of ours have no text for a default.
        Assert.DoesNotContain("Fusionize.", run.Output);
        if (run.Output.Contains("--region", StringComparison.Ordinal))
            Assert.Contains("Default: AWS_REGION", run.Output);
        // As it is typed.
        Assert.DoesNotContain("[default: Ping]", run.Output);
    }

    [Fact]
    public void A_loop_tries_what_its_constraints_ask_for()
    {
        var least = LoopCommand.Measurable(SearchConstraints.Parse(["least:A=10240"]));
        Assert.Equal(10240, least.MaxMemoryMB);
        Assert.Equal(LocalPlatform.LargestMeasurableMB, LoopCommand.Measurable(new()).MaxMemoryMB);
        Assert.Equal(512, LoopCommand.Measurable(SearchConstraints.Parse(["most:512"])).MaxMemoryMB);
    }

    [Fact]
    public async Task A_loop_without_a_project_fails_before_anything_starts()
    {
        var run = await ToolRun.OfAsync("loop", "/nowhere");

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("error FZ1510: '/nowhere' is neither a project file nor a folder; ", run.Error);
    }

    [Fact]
    public async Task A_loop_into_a_file_says_that_it_takes_a_folder()
    {
        using var folder = new TemporaryFolder("fusionize-loop-");
        var (project, file) = (Path.Combine(folder.Path, "App.csproj"), Path.Combine(folder.Path, "out.json"));
        File.WriteAllText(project, "<Project />");
        File.WriteAllText(file, "{}");

        Assert.Equal(
            $"error FZ1502: '{file}' is a file; --out names a folder",
            (await ToolRun.OfAsync("loop", project, "--out", file)).Error.TrimEnd()
        );
    }

    [Fact]
    public async Task A_project_that_does_not_build_fails_with_the_compilers_errors()
    {
        var folder = Directory.CreateTempSubdirectory("fusionize-broken-").FullName;
        try
        {
            // Outside of this repository: its properties must not reach here.
            File.WriteAllText(
                Path.Combine(folder, "App.csproj"),
                """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>"""
            );
            File.WriteAllText(Path.Combine(folder, "App.cs"), "class C { int x = nonsense; }");

            var run = await ToolRun.OfAsync("loop", folder);

            Assert.Equal(1, run.ExitCode);
            Assert.Contains("error FZ1511: 'App' doesn't build: ", run.Error);
            Assert.Contains("App.cs(1,19): error CS0103", run.Error);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_project_that_makes_no_zips_is_told_what_it_lacks()
    {
        var folder = Directory.CreateTempSubdirectory("fusionize-plain-").FullName;
        try
        {
            File.WriteAllText(
                Path.Combine(folder, "App.csproj"),
                """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>"""
            );

            var run = await ToolRun.OfAsync("loop", folder, "--out", Path.Combine(folder, "out"));

            Assert.Equal(1, run.ExitCode);
            Assert.Contains("error FZ1512: ", run.Error);
            Assert.Contains("reference to the package Fusionize.Build", run.Error);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
