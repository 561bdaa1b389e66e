namespace Fusionize.Setups.Files;

/// <summary>Reads files that a user has specified. If a file can't be read, the error contains the reason.</summary>
public static class InputFile
{
    /// <summary>The files that are read here are much smaller. A larger one is a device, or another kind of file.</summary>
    private const int MaxBytes = 64 << 20;

    /// <param name="file">The file.</param>
    /// <param name="code">The error's code.</param>
    /// <exception cref="FusionizeException">It is missing, may not be read, or has no end.</exception>
    public static byte[] ReadAllBytes(string file, string code)
    {
        try
        {
            return ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FusionizeException(code, file, $"'{file}' can't be read: {e.Message}", inner: e);
        }
    }

    /// <param name="file">The file.</param>
    /// <exception cref="IOException">It is missing, is a folder, or has no end.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[] ReadAllBytes(string file)
    {
        if (Directory.Exists(file))
            throw new IOException("it is a folder");
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var content = new MemoryStream();
            var buffer = new byte[64 * 1024];
            for (int read; (read = stream.Read(buffer)) > 0; content.Write(buffer, 0, read))
            {
                if (content.Length + read > MaxBytes)
                    throw new IOException($"it has more than {MaxBytes >> 20} MB, or no end: it is another kind of file");
            }
            return content.ToArray();
        }
        // Names that no file can have, and files that can't be read from the beginning to the end.
        catch (Exception e) when (e is NotSupportedException or ArgumentException)
        {
            throw new IOException(e.Message, e);
        }
    }
}
