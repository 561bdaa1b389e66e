using System.Collections.Immutable;
using System.Text.Json;
using Fusionize.Setups.Files;

namespace Fusionize.Records;

/// <summary>How far each of several logs was read: a file with a checkpoint per source, so that one that lags behind or comes later is read from
/// where it stood.</summary>
/// <param name="Sources">Name of the source → its checkpoint.</param>
public sealed record CheckpointFile(ImmutableSortedDictionary<string, ExtractorCheckpoint> Sources)
{
    public static CheckpointFile Empty { get; } = new(ImmutableSortedDictionary<string, ExtractorCheckpoint>.Empty);

    /// <param name="file">No such file: an empty one.</param>
    /// <exception cref="InvalidDataException">The file is torn or holds something else.</exception>
    public static CheckpointFile Read(string file)
    {
        if (!File.Exists(file))
            return Empty;
        try
        {
            if (
                JsonSerializer.Deserialize<CheckpointFile>(File.ReadAllBytes(file), JsonSerializerOptions.Web) is { Sources: not null } read
                && read.Sources.Values.All(c => c is { IsWhole: true })
            )
                return read;
        }
        catch (JsonException) { }
        throw new InvalidDataException($"{file} isn't a checkpoint of an extraction; delete it to begin anew.");
    }

    public CheckpointFile With(string source, ExtractorCheckpoint checkpoint) => new(Sources.SetItem(source, checkpoint));

    /// <summary>Writes the file whole or not at all.</summary>
    public void Write(string file) => WholeFile.Write(file, JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web));
}
