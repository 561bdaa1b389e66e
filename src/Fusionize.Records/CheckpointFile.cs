using System.Collections.Immutable;
using System.Text.Json;
using Fusionize.Setups.Files;

namespace Fusionize.Records;

/// <summary>A file with a checkpoint per log source. Each source continues from its own checkpoint, so sources may lag behind each other or be added
/// later.</summary>
/// <param name="Sources">Name of the source → its checkpoint.</param>
public sealed record CheckpointFile(ImmutableSortedDictionary<string, ExtractorCheckpoint> Sources)
{
    public static CheckpointFile Empty { get; } = new(ImmutableSortedDictionary<string, ExtractorCheckpoint>.Empty);

    /// <param name="file">If it doesn't exist, the result is empty.</param>
    /// <exception cref="InvalidDataException">The file is torn or holds something else.</exception>
    public static CheckpointFile Read(string file)
    {
        if (!File.Exists(file) && !Directory.Exists(file))
            return Empty;
        try
        {
            if (
                JsonSerializer.Deserialize<CheckpointFile>(InputFile.ReadAllBytes(file), JsonSerializerOptions.Web) is { Sources: not null } read
                && read.Sources.Values.All(c => c is { IsWhole: true })
            )
                return read;
        }
        catch (JsonException) { }
        catch (IOException e)
        {
            throw new InvalidDataException($"'{file}' can't be read: {e.Message}.", e);
        }
        throw new InvalidDataException($"{file} isn't a checkpoint of an extraction; delete it to start again.");
    }

    public CheckpointFile With(string source, ExtractorCheckpoint checkpoint) => new(Sources.SetItem(source, checkpoint));

    /// <summary>Writes the file whole or not at all.</summary>
    public void Write(string file) => WholeFile.Write(file, JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web));
}
