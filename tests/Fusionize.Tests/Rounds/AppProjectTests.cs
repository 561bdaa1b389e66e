using Fusionize.Rounds;
using Fusionize.Setups;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Rounds;

public sealed class AppProjectTests
{
    [Fact]
    public void A_folder_with_one_project_and_the_project_itself_are_the_same()
    {
        Assert.Equal("IoT", AppProject.Locate(Samples.File("IoT")).Name);
        Assert.Equal(AppProject.Locate(Samples.File("IoT")), AppProject.Locate(Samples.File("IoT/IoT.csproj")));
    }

    [Fact]
    public void Anything_else_is_refused()
    {
        var folder = Directory.CreateTempSubdirectory("fusionize-project-").FullName;
        try
        {
            Assert.Equal(RoundCodes.NoProject, Assert.Throws<FusionizeException>(() => AppProject.Locate(Path.Combine(folder, "gone"))).Code);
            Assert.Equal(RoundCodes.NoProject, Assert.Throws<FusionizeException>(() => AppProject.Locate(folder)).Code);
            File.WriteAllText(Path.Combine(folder, "a.csproj"), "");
            File.WriteAllText(Path.Combine(folder, "b.csproj"), "");
            Assert.Contains("b.csproj", Assert.Throws<FusionizeException>(() => AppProject.Locate(folder)).Remedy);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
