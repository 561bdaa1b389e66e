using System.Runtime.CompilerServices;

namespace Fusionize.Aws.Pipeline;

/// <summary>Reads lists that a service returns page by page.</summary>
internal static class Pages
{
    /// <param name="read">
    /// Reads a page by its token (null: the first one). Returns its items and the token of the next page, which is null or empty at the end.
    /// </param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async IAsyncEnumerable<T> ReadAsync<T>(
        Func<string?, Task<(List<T>? Items, string? Next)>> read,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        string? token = null;
        do
        {
            cancellation.ThrowIfCancellationRequested();
            var (items, next) = await read(token).ConfigureAwait(false);
            foreach (var item in items ?? [])
                yield return item;
            token = next;
        } while (!string.IsNullOrEmpty(token));
    }
}
