using System.Diagnostics;
using SQLitePCL;

namespace Samples.Storage;

/// <summary>
/// A file that several function processes write at once. SQLite is synchronous: each operation runs on the thread pool,
/// one at a time on the process's connection.
/// </summary>
internal sealed class SqliteStore : IStore
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _put;
    private readonly sqlite3_stmt _query;

    public SqliteStore(string file)
    {
        Batteries_V2.Init();
        Check(raw.sqlite3_open_v2(file, out _database, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_NOMUTEX, null));
        Execute("PRAGMA journal_mode = WAL");
        Execute("PRAGMA synchronous = NORMAL");
        Execute("CREATE TABLE IF NOT EXISTS items (pk TEXT NOT NULL, sk TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (pk, sk)) WITHOUT ROWID");
        _put = Prepare("INSERT OR REPLACE INTO items (pk, sk, value) VALUES (?, ?, ?)");
        _query = Prepare("SELECT sk, value FROM items WHERE pk = ? ORDER BY sk DESC LIMIT ?");
    }

    public Task PutAsync(Item item, CancellationToken ct) =>
        Task.Run(
            () =>
            {
                lock (_lock)
                {
                    raw.sqlite3_bind_text(_put, 1, item.Key);
                    raw.sqlite3_bind_text(_put, 2, item.Sort);
                    raw.sqlite3_bind_text(_put, 3, item.Value);
                    Step(_put);
                    raw.sqlite3_reset(_put);
                }
            },
            ct
        );

    public Task<IReadOnlyList<Item>> QueryAsync(string key, int newest, CancellationToken ct) =>
        Task.Run<IReadOnlyList<Item>>(
            () =>
            {
                lock (_lock)
                {
                    raw.sqlite3_bind_text(_query, 1, key);
                    raw.sqlite3_bind_int(_query, 2, newest);
                    var items = new List<Item>();
                    while (Step(_query))
                        items.Add(
                            new Item(key, raw.sqlite3_column_text(_query, 0).utf8_to_string(), raw.sqlite3_column_text(_query, 1).utf8_to_string())
                        );
                    raw.sqlite3_reset(_query);
                    return items;
                }
            },
            ct
        );

    private void Execute(string sql)
    {
        using var statement = Prepare(sql);
        while (Step(statement)) { }
    }

    private sqlite3_stmt Prepare(string sql) => Retried(() => (raw.sqlite3_prepare_v2(_database, sql, out var statement), statement));

    /// <summary>Moves on by a row; false at the end.</summary>
    private bool Step(sqlite3_stmt statement) =>
        Retried(() =>
        {
            var result = raw.sqlite3_step(statement);
            if (result is raw.SQLITE_ROW or raw.SQLITE_DONE)
                return (raw.SQLITE_OK, result == raw.SQLITE_ROW);
            raw.sqlite3_reset(statement);
            return (result, false);
        });

    /// <summary>
    /// Tries again while another process writes. By ourselves, since this build of SQLite waits in steps of a whole second (no usleep).
    /// </summary>
    private T Retried<T>(Func<(int Result, T Value)> operation)
    {
        var waiting = Stopwatch.StartNew();
        while (true)
        {
            var (result, value) = operation();
            if (result is not (raw.SQLITE_BUSY or raw.SQLITE_LOCKED) || waiting.Elapsed > Patience)
            {
                Check(result);
                return value;
            }
            Thread.Sleep(Random.Shared.Next(1, 4));
        }
    }

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
            throw new IOException($"SQLite error {result}: {raw.sqlite3_errmsg(_database).utf8_to_string()}");
    }
}
