using System.Text.Json.Serialization;

namespace Fusionize.Packaging;

/// <summary>How the build's files are read and written. Generated, since finding it out by reflection would cost every build that has nothing to
/// do.</summary>
[JsonSerializable(typeof(PackRecipe))]
[JsonSerializable(typeof(PackedGroup))]
[JsonSerializable(typeof(FusionManifest))]
[JsonSerializable(typeof(HostRecord))]
internal sealed partial class PackagingJson : JsonSerializerContext;
