using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fusionize.Local.Functions;
using Microsoft.Data.Sqlite;

namespace Fusionize.Local.Sqs;

/// <summary>The queues on the platform. The database is opened when the first queue is used, since most applications have none.</summary>
internal sealed partial class QueueCatalog : IDisposable
{
    private readonly string _region;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, MessageQueue> _queues = new(StringComparer.Ordinal);
    private readonly string _file;
    private QueueDatabase? _database;
    private readonly ITimer _expiry;

    /// <param name="folder">The folder of the database.</param>
    /// <param name="region">The region in ARNs.</param>
    /// <param name="time">The clock.</param>
    public QueueCatalog(string folder, string region, TimeProvider time)
    {
        (_region, _time) = (region, time);
        _file = Path.Combine(folder, "queues.db");
        if (File.Exists(_file))
            Open();
        _expiry = time.CreateTimer(_ => Expire(), null, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
    }

    public string ArnOf(string name) => $"arn:aws:sqs:{_region}:{FunctionName.Account}:{name}";

    /// <summary>All queues, in the order of their names.</summary>
    public IReadOnlyList<MessageQueue> All
    {
        get
        {
            lock (_gate)
                return [.. _queues.Values];
        }
    }

    public MessageQueue Get(string? name)
    {
        lock (_gate)
            return name is not null && _queues.TryGetValue(name, out var queue) ? queue : throw SqsError.NoSuchQueue();
    }

    /// <summary>Null: it isn't on this platform.</summary>
    public MessageQueue? FindByArn(string arn)
    {
        lock (_gate)
            return _queues.GetValueOrDefault(arn[(arn.LastIndexOf(':') + 1)..]) is { } queue && queue.Arn == arn ? queue : null;
    }

    /// <summary>Creates a queue, or returns the existing one if it has the given settings.</summary>
    public MessageQueue Create(string? name, IReadOnlyDictionary<string, string?>? attributes, IReadOnlyDictionary<string, string?>? tags)
    {
        if (string.IsNullOrEmpty(name))
            throw SqsError.Missing("QueueName");
        if (!NamePattern().IsMatch(name))
            throw SqsError.Invalid("Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
        var isFifo = attributes?.GetValueOrDefault("FifoQueue") == "true";
        if (isFifo != name.EndsWith(".fifo", StringComparison.Ordinal))
            throw SqsError.Invalid("QueueName", name, "The name of a FIFO queue, and of no other, ends with .fifo, and its FifoQueue is true.");
        var settings = QueueAttributes.Default.With(attributes, creates: true);
        lock (_gate)
        {
            if (_queues.TryGetValue(name, out var existing))
            {
                RefuseOther(existing, settings, attributes);
                return existing;
            }
            CheckRedrive(ArnOf(name), settings);
            var now = _time.GetUtcNow();
            var kept = new SortedDictionary<string, string>(QueueTags.Read(tags), StringComparer.Ordinal);
            var number = Open().Run(db =>
            {
                db.Execute(
                    "INSERT INTO queues (name, attributes, tags, created, modified) VALUES ($1, $2, $3, $4, $4)",
                    name,
                    Text(settings.Values),
                    Text(kept),
                    now.ToUnixTimeMilliseconds()
                );
                return db.Number("SELECT last_insert_rowid()")!.Value;
            });
            return _queues[name] = new(Open(), this, _time, number, name, now) { Attributes = settings, Tags = kept };
        }
    }

    private static void RefuseOther(MessageQueue existing, QueueAttributes settings, IReadOnlyDictionary<string, string?>? given)
    {
        foreach (var attribute in given?.Keys ?? [])
        {
            if (existing.Attributes.Effective(attribute) != settings.Effective(attribute))
                throw new SqsError(
                    "QueueNameExists",
                    $"A queue already exists with the same name and a different value for attribute {attribute}",
                    "QueueAlreadyExists"
                );
        }
    }

    public void Change(MessageQueue queue, IReadOnlyDictionary<string, string?>? attributes)
    {
        lock (_gate)
        {
            var changed = queue.Attributes.With(attributes, creates: false);
            CheckRedrive(queue.Arn, changed);
            queue.Attributes = changed;
            queue.Modified = _time.GetUtcNow();
            Save(queue);
        }
        queue.Signal();
    }

    public T ChangeTags<T>(MessageQueue queue, Func<SortedDictionary<string, string>, T> change)
    {
        lock (_gate)
        {
            var result = change(queue.Tags);
            Save(queue);
            return result;
        }
    }

    private void Save(MessageQueue queue) =>
        Open()
            .Run(db =>
                db.Execute(
                    "UPDATE queues SET attributes = $2, tags = $3, modified = $4 WHERE id = $1",
                    queue.Number,
                    Text(queue.Attributes.Values),
                    Text(queue.Tags),
                    queue.Modified.ToUnixTimeMilliseconds()
                )
            );

    public void Delete(MessageQueue queue)
    {
        lock (_gate)
        {
            _queues.Remove(queue.Name);
            Open()
                .Run(db =>
                {
                    queue.MarkDeleted();
                    db.Execute("DELETE FROM messages WHERE queue = $1", queue.Number);
                    db.Execute("DELETE FROM duplicates WHERE queue = $1", queue.Number);
                    return db.Execute("DELETE FROM queues WHERE id = $1", queue.Number);
                });
        }
    }

    /// <summary>The dead-letter queue must exist, be of the same kind, and admit the source.</summary>
    private void CheckRedrive(string source, QueueAttributes settings)
    {
        if (settings.Redrive is not { } redrive)
            return;
        var text = settings.Values["RedrivePolicy"];
        var target = FindByArn(redrive.Target) ?? throw SqsError.Invalid("RedrivePolicy", text, "Dead letter target does not exist.");
        if (target.Attributes.IsFifo != settings.IsFifo)
            throw SqsError.Invalid("RedrivePolicy", text, "Dead-letter queue must be same type of queue as the source.");
        if (!target.Attributes.Admits(source))
            throw SqsError.Invalid("RedrivePolicy", text, "Queue is not permitted to use the specified dead letter target.");
    }

    private QueueDatabase Open()
    {
        lock (_gate)
        {
            if (_database is not null)
                return _database;
            _database = new(_file);
            foreach (
                var (number, name, attributes, tags, created, modified) in _database.Run(db =>
                    db.Read(
                        "SELECT id, name, attributes, tags, created, modified FROM queues",
                        static r => (r.GetInt64(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetInt64(4), r.GetInt64(5))
                    )
                )
            )
                _queues[name] = new(_database, this, _time, number, name, DateTimeOffset.FromUnixTimeMilliseconds(created))
                {
                    Attributes = new(Map(attributes).ToImmutableSortedDictionary(StringComparer.Ordinal)),
                    Tags = new(Map(tags), StringComparer.Ordinal),
                    Modified = DateTimeOffset.FromUnixTimeMilliseconds(modified),
                };
            return _database;
        }
    }

    private void Expire()
    {
        try
        {
            foreach (var queue in All)
                queue.Expire();
        }
        catch (Exception e) when (e is SqliteException or ObjectDisposedException)
        {
            // The disk is full, or the platform stops. Old messages aren't delivered anyway.
        }
    }

    private static string Text(IEnumerable<KeyValuePair<string, string>> map) =>
        JsonSerializer.Serialize(
            new SortedDictionary<string, string>(map.ToDictionary(), StringComparer.Ordinal),
            StoredJson.Default.SortedDictionaryStringString
        );

    private static SortedDictionary<string, string> Map(string text) =>
        JsonSerializer.Deserialize(text, StoredJson.Default.SortedDictionaryStringString)!;

    public void Dispose()
    {
        _expiry.Dispose();
        lock (_gate)
            _database?.Dispose();
    }

    [GeneratedRegex(@"^(?=.{1,80}\z)[a-zA-Z0-9_-]+(\.fifo)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
