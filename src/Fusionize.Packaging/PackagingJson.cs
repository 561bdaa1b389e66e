using System.Text.Json.Serialization;

namespace Fusionize.Packaging;

/// <summary>Reads and writes the build's files. The code is source-generated, since reflection would slow down every build.</summary>
[JsonSerializable(typeof(PackRecipe))]
[JsonSerializable(typeof(PackedGroup))]
[JsonSerializable(typeof(FusionManifest))]
[JsonSerializable(typeof(HostRecord))]
internal sealed partial class PackagingJson : JsonSerializerContext;
