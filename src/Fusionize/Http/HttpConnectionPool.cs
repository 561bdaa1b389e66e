namespace Fusionize.Http;

/// <summary>Idle connections to one server. Each of several parallel requests takes its own connection.</summary>
internal sealed class HttpConnectionPool(Uri server, Func<Stream>? connect = null)
{
    /// <summary>
    /// Shorter than the time that servers keep an idle connection. So a request is hardly ever sent on a connection that is just being closed; it
    /// couldn't safely be sent again. The clock continues while a process is frozen, so this also holds after a thaw.
    /// </summary>
    private const int MaxIdleMs = 20_000;

    private const int MaxIdle = 64;

    private readonly Stack<HttpConnection> _idle = new();

    /// <summary>Returns an idle connection that can still be used; null if there is none.</summary>
    public HttpConnection? TryTake()
    {
        while (true)
        {
            HttpConnection? connection;
            lock (_idle)
            {
                if (!_idle.TryPop(out connection))
                    return null;
            }
            if (Environment.TickCount64 - connection.IdleSince <= MaxIdleMs && !connection.IsStale)
                return connection;
            connection.Dispose();
        }
    }

    public Task<HttpConnection> OpenAsync(CancellationToken cancellation) =>
        connect is null ? HttpConnection.OpenAsync(server, cancellation) : Task.FromResult(new HttpConnection(connect()));

    public void Return(HttpConnection connection)
    {
        if (connection.Response.KeepAlive)
        {
            lock (_idle)
            {
                if (_idle.Count < MaxIdle)
                {
                    _idle.Push(connection);
                    return;
                }
            }
        }
        connection.Dispose();
    }

    /// <summary>Keeps a connection that hasn't carried a request yet.</summary>
    public void Add(HttpConnection connection)
    {
        lock (_idle)
            _idle.Push(connection);
    }
}
