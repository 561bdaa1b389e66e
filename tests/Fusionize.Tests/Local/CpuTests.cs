using Fusionize.Local.Cpu;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Local;

public class CpuTests
{
    [Theory]
    [InlineData(128, 1447)]
    [InlineData(1769, 20_000)]
    [InlineData(3538, 40_000)]
    public void Memory_buys_CPU(int memory, int microseconds) => Assert.Equal(microseconds, CpuShare.QuotaMicroseconds(memory));

    [Theory]
    [InlineData(1, 3538)]
    [InlineData(2, 3538)]
    [InlineData(4, 5307)]
    [InlineData(64, 10_240)]
    public void A_function_may_have_all_of_the_machine_but_one_CPU(int processors, int memory) =>
        Assert.Equal(memory, CpuShare.LargestFor(processors));

    [FactIfCgroups]
    public async Task A_function_gets_its_share_after_INIT_and_its_group_goes_with_it()
    {
        var platform = await TestPlatform.StartAsync(new());
        string group;
        await using (platform)
        {
            await platform.Client.CreateAsync("probe", memory: 1769);
            var pid = (int)(await platform.Client.InvokeAsync("probe")).Json["pid"]!;
            group = GroupOf(pid);
            if (File.Exists(Path.Combine(group, "cpu.max")))
                Assert.Equal("20000 20000", File.ReadAllText(Path.Combine(group, "cpu.max")).Trim());
            else
            {
                Assert.Equal("20000", File.ReadAllText(Path.Combine(group, "cpu.cfs_quota_us")).Trim());
                Assert.Equal("20000", File.ReadAllText(Path.Combine(group, "cpu.cfs_period_us")).Trim());
            }
        }
        Assert.False(Directory.Exists(group));
    }

    [Fact]
    public void A_machine_that_permits_nothing_says_so()
    {
        var proc = Directory.CreateTempSubdirectory("fusionize-proc-").FullName;
        var mount = Directory.CreateDirectory(Path.Combine(proc, "mount")).FullName;
        Directory.CreateDirectory(Path.Combine(proc, "self"));
        File.WriteAllText(Path.Combine(proc, "self", "cgroup"), "0::/user.slice\n");
        File.WriteAllText(Path.Combine(proc, "mounts"), $"cgroup2 {mount} cgroup2 rw 0 0\n");

        using var limiter = CgroupLayout.Open(proc);

        Assert.False(limiter.Enforced);
        Assert.StartsWith("CPU shares are not enforced: ", limiter.Description);
        using var group = limiter.Create("x");
        Assert.Null(group.JoinFile);
        Directory.Delete(proc, recursive: true);
    }

    [Fact]
    public void The_nearest_group_is_tried_first()
    {
        var mount = Directory.CreateTempSubdirectory("fusionize-cgroup-").FullName;
        Directory.CreateDirectory(Path.Combine(mount, "a", "b"));

        Assert.Equal([$"{mount}/a/b", $"{mount}/a", mount], CgroupLayout.Candidates(mount, "/a/b"));
        Assert.Equal([mount], CgroupLayout.Candidates(mount, "/"));
        Assert.Equal([mount], CgroupLayout.Candidates(mount, "/outside/of/this/namespace"));
        Directory.Delete(mount, recursive: true);
    }

    [Theory]
    [InlineData(true, "cpu.max", "1447 20000")]
    [InlineData(false, "cpu.cfs_quota_us", "1447")]
    public void Both_versions_of_cgroups_get_their_files(bool v2, string file, string content)
    {
        var folder = Directory.CreateTempSubdirectory("fusionize-cgroup-").FullName;

        new CgroupGroup(folder, v2).Limit(128);

        Assert.Equal(content, File.ReadAllText(Path.Combine(folder, file)));
        Directory.Delete(folder, recursive: true);
    }

    private static string GroupOf(int pid)
    {
        var lines = File.ReadAllLines($"/proc/{pid}/cgroup").Select(l => l.Split(':', 3)).ToArray();
        var path = (lines.FirstOrDefault(l => l[1].Split(',').Contains("cpu")) ?? lines.First(l => l[1].Length == 0))[2];
        var mount = File.ReadAllLines("/proc/mounts")
            .Select(l => l.Split(' '))
            .First(m => (m[2] == "cgroup" && m[3].Split(',').Contains("cpu")) || m[2] == "cgroup2")[1];
        return mount + path;
    }
}
