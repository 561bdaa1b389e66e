using Microsoft.Data.Sqlite;

namespace Fusionize.Local.Sqs;

/// <summary>
/// Queues and messages in a SQLite file, so that they survive the platform and don't fill its memory. Transactions are written through to the
/// operating system, which keeps them when the process is killed. One process has the file at a time.
/// </summary>
internal sealed class QueueDatabase : IDisposable
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS queues (
            id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, attributes TEXT NOT NULL, tags TEXT NOT NULL,
            created INTEGER NOT NULL, modified INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS messages (
            seq INTEGER PRIMARY KEY AUTOINCREMENT, queue INTEGER NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, attributes TEXT, trace TEXT,
            grp TEXT, dedup TEXT, sent INTEGER NOT NULL, visible INTEGER NOT NULL, received INTEGER NOT NULL DEFAULT 0, first INTEGER,
            taken INTEGER, receipt INTEGER, source TEXT);
        CREATE INDEX IF NOT EXISTS messages_visible ON messages (queue, visible);
        CREATE INDEX IF NOT EXISTS messages_order ON messages (queue, seq);
        CREATE INDEX IF NOT EXISTS messages_group ON messages (queue, grp, visible);
        CREATE TABLE IF NOT EXISTS duplicates (
            queue INTEGER NOT NULL, name TEXT NOT NULL, id TEXT NOT NULL, seq INTEGER NOT NULL, expires INTEGER NOT NULL,
            PRIMARY KEY (queue, name)) WITHOUT ROWID;
        """;

    private readonly Lock _gate = new();
    private readonly FileStream _lock;
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);
    private bool _isDisposed;

    /// <summary>Throws an <see cref="IOException"/> if the file can't be used.</summary>
    public QueueDatabase(string file)
    {
        // SQLite's own lock comes too late, with the first write. This one is gone with the process.
        _lock = Lock(file);
        _connection = new(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        try
        {
            _connection.Open();
            // Exclusive, so that SQLite needs no shared memory.
            RunScript("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
            RunScript("BEGIN IMMEDIATE;" + Schema + "COMMIT;");
        }
        catch (SqliteException e)
        {
            _connection.Dispose();
            _lock.Dispose();
            throw new IOException($"queues in '{file}': {e.Message}", e);
        }
    }

    private static FileStream Lock(string file)
    {
        try
        {
            return new(file + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new IOException($"queues in '{file}': another local platform uses them", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"queues in '{file}': {e.Message}", e);
        }
    }

    /// <summary>Runs statements in one transaction, alone.</summary>
    public T Run<T>(Func<QueueDatabase, T> work)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            Execute("BEGIN IMMEDIATE");
            try
            {
                var result = work(this);
                Execute("COMMIT");
                return result;
            }
            catch
            {
                RollBack();
                throw;
            }
        }
    }

    private void RollBack()
    {
        try
        {
            Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // After an error of the disk, SQLite has rolled back by itself.
        }
    }

    /// <summary>Runs a statement, and returns the number of changed rows. Its parameters are $1, $2, …</summary>
    public int Execute(string sql, params ReadOnlySpan<object?> values) => Prepare(sql, values).ExecuteNonQuery();

    /// <summary>Returns all rows of a query.</summary>
    public List<T> Read<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        var rows = new List<T>();
        using var reader = Prepare(sql, values).ExecuteReader();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }

    /// <summary>Returns the number that a query gives; null: none.</summary>
    public long? Number(string sql, params ReadOnlySpan<object?> values) => Prepare(sql, values).ExecuteScalar() as long?;

    private SqliteCommand Prepare(string sql, ReadOnlySpan<object?> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
            command.CommandText = sql;
            _commands.Add(sql, command);
        }
        command.Parameters.Clear();
        for (var i = 0; i < values.Length; i++)
            command.Parameters.AddWithValue("$" + (i + 1), values[i] ?? DBNull.Value);
        return command;
    }

    private void RunScript(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            foreach (var command in _commands.Values)
                command.Dispose();
            _commands.Clear();
            _connection.Dispose();
            _lock.Dispose();
        }
    }
}
