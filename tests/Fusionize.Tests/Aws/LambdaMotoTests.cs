using Fusionize.Aws.Lambda;
using Fusionize.Tests.Infrastructure;

namespace Fusionize.Tests.Aws;

/// <summary>The contract against an independent emulator.</summary>
[Collection(MotoServer.Collection)]
public sealed class LambdaMotoTests(MotoServer moto) : LambdaContract
{
    [FactIfTool("moto_server")]
    public override Task A_function_is_created_changed_published_and_deleted() => base.A_function_is_created_changed_published_and_deleted();

    [FactIfTool("moto_server")]
    public override Task An_alias_is_created_moved_weighted_listed_and_deleted() => base.An_alias_is_created_moved_weighted_listed_and_deleted();

    [FactIfTool("moto_server")]
    public override Task What_exists_already_is_a_conflict() => base.What_exists_already_is_a_conflict();

    protected override AmazonLambdaClient Lambda() => moto.Lambda();
}
