using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Fusionize.Local.Sqs;

/// <summary>The messages of a queue by their state.</summary>
internal sealed record QueueCounts(long Visible, long InFlight, long Delayed)
{
    public long All => Visible + InFlight + Delayed;
}

/// <summary>A queue. Its messages are in the database.</summary>
internal sealed class MessageQueue(QueueDatabase database, QueueCatalog catalog, TimeProvider time, long number, string name, DateTimeOffset created)
{
    /// <summary>For so long, a FIFO queue knows a message with the same deduplication id.</summary>
    private static readonly TimeSpan s_deduplication = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan s_longestVisibility = TimeSpan.FromHours(12);

    private const int MaxInFlight = 120_000;

    private volatile TaskCompletionSource _changed = NewSignal();
    private DateTimeOffset? _purged;

    public long Number { get; } = number;
    public string Name { get; } = name;
    public DateTimeOffset Created { get; } = created;
    public DateTimeOffset Modified { get; set; } = created;
    public required QueueAttributes Attributes { get; set; }
    public required SortedDictionary<string, string> Tags { get; init; }
    public string Arn { get; } = catalog.ArnOf(name);
    public bool IsDeleted { get; private set; }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Sends a message. A FIFO queue accepts a duplicate without another delivery.</summary>
    public SentMessage Send(OutgoingMessage message)
    {
        var sent = database.Run(db =>
        {
            RefuseIfDeleted();
            var now = Now;
            var duplicate = Attributes.IsFifo ? DuplicateName(message) : null;
            if (duplicate is not null && FindDuplicate(db, duplicate, now) is { } same)
                return same;
            var id = Guid.NewGuid().ToString();
            var delay = message.DelaySeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : Attributes.Delay;
            db.Execute(
                "INSERT INTO messages (queue, id, body, attributes, trace, grp, dedup, sent, visible) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                Number,
                id,
                message.Body,
                message.Attributes is null
                    ? null
                    : JsonSerializer.Serialize(message.Attributes, StoredJson.Default.SortedDictionaryStringMessageAttribute),
                message.Trace,
                message.Group,
                Attributes.IsFifo ? message.Deduplication ?? MessageText.Sha256(message.Body) : null,
                now,
                now + (long)delay.TotalMilliseconds
            );
            var sequence = db.Number("SELECT last_insert_rowid()")!.Value;
            if (duplicate is not null)
                db.Execute(
                    "REPLACE INTO duplicates (queue, name, id, seq, expires) VALUES ($1, $2, $3, $4, $5)",
                    Number,
                    duplicate,
                    id,
                    sequence,
                    now + (long)s_deduplication.TotalMilliseconds
                );
            return new SentMessage(id, sequence);
        });
        Signal();
        return sent;
    }

    private string DuplicateName(OutgoingMessage message)
    {
        var id = message.Deduplication ?? MessageText.Sha256(message.Body);
        return Attributes.DeduplicatesByGroup ? $"{message.Group}\n{id}" : id;
    }

    private SentMessage? FindDuplicate(QueueDatabase db, string duplicate, long now) =>
        db.Read(
                "SELECT id, seq FROM duplicates WHERE queue = $1 AND name = $2 AND expires > $3",
                static r => new SentMessage(r.GetString(0), r.GetInt64(1)),
                Number,
                duplicate,
                now
            )
            .FirstOrDefault();

    /// <summary>Receives messages, and waits for the first one.</summary>
    /// <param name="max">At most so many.</param>
    /// <param name="visibility">For how long nobody else receives them; null: the queue's setting.</param>
    /// <param name="wait">How long to wait for the first message.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="maxBytes">A limit of all bodies together, for more than one message.</param>
    /// <param name="taken">Learns the number of messages before anybody else can see that they are in flight.</param>
    public async Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(
        int max,
        TimeSpan? visibility,
        TimeSpan wait,
        CancellationToken cancellation,
        long maxBytes = long.MaxValue,
        Action<int>? taken = null
    )
    {
        var until = Now + (long)wait.TotalMilliseconds;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var changed = _changed.Task; // taken before the look, so that no change is missed
            var (found, next) = Take(max, visibility ?? Attributes.Visibility, maxBytes, taken);
            var now = Now;
            if (found.Count > 0 || now >= until || IsDeleted)
                return found;
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var due = Math.Max(1, Math.Min(until, next ?? until) - now);
            await Task.WhenAny(changed, Task.Delay(TimeSpan.FromMilliseconds(due), time, waiting.Token));
            await waiting.CancelAsync();
        }
    }

    /// <returns>The messages, and the time when the next one becomes visible; null: none.</returns>
    private (List<ReceivedMessage> Found, long? Next) Take(int max, TimeSpan visibility, long maxBytes, Action<int>? taken)
    {
        var deadLetters = new HashSet<MessageQueue>();
        // Outside of the transaction, because the catalog has a lock of its own.
        var redrive = Attributes.Redrive;
        var deadLetterQueue = redrive is null ? null : catalog.FindByArn(redrive.Target);
        var result = database.Run(db =>
        {
            RefuseIfDeleted();
            var now = Now;
            RefuseTooManyInFlight(db, now);
            var found = new List<ReceivedMessage>();
            while (Round(db, found)) { }
            taken?.Invoke(found.Count);
            var next = found.Count > 0
                ? null
                : db.Number("SELECT MIN(visible) FROM messages WHERE queue = $1 AND visible > $2", Number, now);
            return (found, next);

            // Returns whether there may be more.
            bool Round(QueueDatabase db, List<ReceivedMessage> found)
            {
                var rows = Visible(db, now, Math.Min(max - found.Count, 1000));
                var moved = 0;
                foreach (var row in rows)
                {
                    if (deadLetterQueue is { IsDeleted: false } && row.Received > redrive!.MaxReceives)
                    {
                        MoveTo(db, deadLetterQueue, row.Sequence, now);
                        deadLetters.Add(deadLetterQueue);
                        moved++;
                        continue;
                    }
                    if (found.Count > 0 && found.Sum(m => (long)m.Body.Length) + row.Body.Length > maxBytes)
                        return false;
                    found.Add(Deliver(db, row, now, visibility));
                }
                // Without a visibility time-out, the same messages would be found again.
                return rows.Count > 0 && found.Count < max && (visibility > TimeSpan.Zero || moved == rows.Count);
            }
        });
        foreach (var queue in deadLetters)
            queue.Signal();
        if (deadLetters.Count > 0)
            Signal(); // the next messages of a FIFO group
        return result;
    }

    private List<ReceivedMessage> Visible(QueueDatabase db, long now, int limit)
    {
        const string Columns = "SELECT seq, id, body, attributes, trace, grp, dedup, sent, received, first, source FROM messages m ";
        // In the order of the messages, so that the search ends with the first ones instead of sorting all.
        const string InOrder = "INDEXED BY messages_order ";
        var sql = Attributes.IsFifo
            // A group is delivered in order: not while one of its messages is in flight, or an earlier one is delayed.
            ? Columns
                + InOrder
                + "WHERE queue = $1 AND visible <= $2 AND sent > $3 AND NOT EXISTS (SELECT 1 FROM messages x WHERE x.queue = $1 AND x.grp = m.grp "
                + "AND x.visible > $2 AND (x.received > 0 OR x.seq < m.seq)) ORDER BY seq LIMIT $4"
            : Columns + "WHERE queue = $1 AND visible <= $2 AND sent > $3 ORDER BY visible, seq LIMIT $4";
        return db.Read(sql, r => Read(r, now), Number, now, now - (long)Attributes.Retention.TotalMilliseconds, limit);
    }

    /// <summary>A message as it is if it gets delivered now.</summary>
    private static ReceivedMessage Read(SqliteDataReader row, long now) =>
        new(
            row.GetString(1),
            row.GetInt64(0),
            "",
            row.GetString(2),
            Text(row, 3) is { } attributes
                ? JsonSerializer.Deserialize(attributes, StoredJson.Default.SortedDictionaryStringMessageAttribute)
                : null,
            Text(row, 4),
            Text(row, 5),
            Text(row, 6),
            row.GetInt32(8) + 1,
            row.GetInt64(7),
            row.IsDBNull(9) ? now : row.GetInt64(9),
            Text(row, 10)
        );

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private ReceivedMessage Deliver(QueueDatabase db, ReceivedMessage message, long now, TimeSpan visibility)
    {
        var receipt = new Receipt(Number, message.Sequence, Random.Shared.NextInt64());
        db.Execute(
            "UPDATE messages SET visible = $2, received = $3, first = $4, taken = $5, receipt = $6 WHERE seq = $1",
            message.Sequence,
            now + (long)visibility.TotalMilliseconds,
            message.Received,
            message.FirstMs,
            now,
            receipt.Delivery
        );
        return message with { Receipt = receipt.ToString() };
    }

    private void MoveTo(QueueDatabase db, MessageQueue target, long sequence, long now) =>
        // A FIFO queue starts the retention anew; others keep the time at which the message was sent.
        db.Execute(
            "UPDATE messages SET queue = $2, visible = $3, received = 0, first = NULL, taken = NULL, receipt = NULL, source = $4"
                + (target.Attributes.IsFifo ? ", sent = $3 WHERE seq = $1" : " WHERE seq = $1"),
            sequence,
            target.Number,
            now,
            Arn
        );

    private void RefuseTooManyInFlight(QueueDatabase db, long now)
    {
        var inFlight = db.Number(
            "SELECT COUNT(*) FROM (SELECT 1 FROM messages WHERE queue = $1 AND visible > $2 AND received > 0 LIMIT $3)",
            Number,
            now,
            MaxInFlight
        );
        if (inFlight >= MaxInFlight)
            throw new SqsError("OverLimit", $"Too many messages in flight: the limit is {MaxInFlight}.");
    }

    /// <summary>Deletes a message. A receipt that isn't its last one deletes nothing; that is no error.</summary>
    public void Delete(string? handle)
    {
        var receipt = Parse(handle);
        database.Run(db =>
        {
            RefuseIfDeleted();
            const string Which = "WHERE seq = $1 AND queue = $2 AND receipt = $3";
            var visible = db.Number("SELECT visible FROM messages " + Which, receipt.Sequence, Number, receipt.Delivery);
            if (Attributes.IsFifo && visible <= Now)
                throw SqsError.Invalid("ReceiptHandle", handle, "The receipt handle has expired.");
            return db.Execute("DELETE FROM messages " + Which, receipt.Sequence, Number, receipt.Delivery);
        });
        Signal();
    }

    /// <summary>Changes the time at which a message that is in flight becomes visible again.</summary>
    public void ChangeVisibility(string? handle, int seconds)
    {
        var receipt = Parse(handle);
        database.Run(db =>
        {
            RefuseIfDeleted();
            var now = Now;
            var found = db.Read(
                "SELECT visible, taken FROM messages WHERE seq = $1 AND queue = $2 AND receipt = $3",
                static r => (Visible: r.GetInt64(0), Taken: r.GetInt64(1)),
                receipt.Sequence,
                Number,
                receipt.Delivery
            );
            if (found.Count == 0)
                throw SqsError.Invalid(
                    "ReceiptHandle",
                    handle,
                    "Message does not exist or is not available for visibility timeout change."
                );
            if (found[0].Visible <= now)
                throw SqsError.Batch("MessageNotInflight", "The specified message isn't in flight.");
            var visible = now + seconds * 1000L;
            if (visible > found[0].Taken + (long)s_longestVisibility.TotalMilliseconds)
                throw SqsError.Invalid("Total VisibilityTimeout for the message is beyond the limit [43200 seconds]");
            return db.Execute("UPDATE messages SET visible = $2 WHERE seq = $1", receipt.Sequence, visible);
        });
        Signal();
    }

    private Receipt Parse(string? handle)
    {
        var receipt = Receipt.Parse(handle);
        return receipt.Queue == Number ? receipt : throw SqsError.BadReceipt(handle);
    }

    public void Purge()
    {
        database.Run(db =>
        {
            RefuseIfDeleted();
            var now = time.GetUtcNow();
            if (now - _purged < TimeSpan.FromSeconds(60))
                throw SqsError.Batch("PurgeQueueInProgress", $"Only one PurgeQueue operation on {Name} is allowed every 60 seconds.");
            _purged = now;
            return db.Execute("DELETE FROM messages WHERE queue = $1", Number);
        });
    }

    public QueueCounts Count() =>
        database.Run(db =>
            db.Read(
                "SELECT COALESCE(SUM(visible <= $2), 0), COALESCE(SUM(visible > $2 AND received > 0), 0), "
                    + "COALESCE(SUM(visible > $2 AND received = 0), 0) FROM messages WHERE queue = $1 AND sent > $3",
                static r => new QueueCounts(r.GetInt64(0), r.GetInt64(1), r.GetInt64(2)),
                Number,
                Now,
                Now - (long)Attributes.Retention.TotalMilliseconds
            )[0]
        );

    /// <summary>Removes messages that are older than the queue keeps them.</summary>
    public void Expire() =>
        database.Run(db =>
            db.Execute("DELETE FROM messages WHERE queue = $1 AND sent <= $2", Number, Now - (long)Attributes.Retention.TotalMilliseconds)
            + db.Execute("DELETE FROM duplicates WHERE queue = $1 AND expires <= $2", Number, Now)
        );

    /// <summary>Called inside the transaction that deletes it.</summary>
    public void MarkDeleted()
    {
        IsDeleted = true;
        Signal();
    }

    private void RefuseIfDeleted()
    {
        if (IsDeleted)
            throw SqsError.NoSuchQueue();
    }

    /// <summary>Wakes everybody who waits for a message.</summary>
    public void Signal() => Interlocked.Exchange(ref _changed, NewSignal()).TrySetResult();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
