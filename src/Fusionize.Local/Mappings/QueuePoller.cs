using Fusionize.Local.Execution;
using Fusionize.Local.Functions;
using Fusionize.Local.Lambda;
using Fusionize.Local.Protocol;
using Fusionize.Local.Sqs;

namespace Fusionize.Local.Mappings;

/// <summary>
/// Takes batches from a queue, invokes the function, and deletes what it has done. A message of a failed batch becomes visible again when its
/// visibility time-out ends; the queue's redrive policy decides when it is given up.
/// </summary>
internal sealed class QueuePoller(
    EventSourceMapping mapping,
    QueueCatalog queues,
    FunctionCatalog catalog,
    TimeProvider time,
    Action<string>? log,
    CancellationToken stopping
) : IDisposable
{
    private static readonly TimeSpan s_longestPoll = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(5);

    /// <summary>The bytes of message bodies in a batch. The rest of the event needs room up to Lambda's 6 MB, too.</summary>
    private const long MaxBatchBytes = 5L << 20;

    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
    private readonly SemaphoreSlim _slots = new(mapping.Concurrency);
    private int _held;
    private string _lastResult = "No records processed";

    /// <summary>The result of the last batch, in Lambda's words.</summary>
    public string LastResult => Volatile.Read(ref _lastResult);

    /// <summary>Messages of batches that are collected or processed.</summary>
    public int Held => Volatile.Read(ref _held);

    private void Hold(int messages) => Interlocked.Add(ref _held, messages);

    public void Start() => _ = Task.Run(RunAsync);

    /// <summary>Takes no more batches. Those that run are finished.</summary>
    public void Dispose() => _stop.Cancel();

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                // A queue that was deleted may be created again.
                if (queues.FindByArn(mapping.SourceArn) is { } queue)
                    await PollAsync(queue);
                await Task.Delay(s_longestPause, time, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The mapping was switched off, changed or deleted, or the platform stops.
        }
    }

    /// <summary>Returns when the queue was deleted, or can't be read.</summary>
    private async Task PollAsync(MessageQueue queue)
    {
        while (true)
        {
            await _slots.WaitAsync(_stop.Token);
            List<ReceivedMessage> batch;
            try
            {
                batch = await GatherAsync(queue);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                _slots.Release();
                Volatile.Write(ref _lastResult, "PROBLEM: " + e.Message);
                log?.Invoke($"{mapping.Function.Name}: no messages of {queue.Name}: {e.Message}");
                return;
            }
            _ = ProcessAsync(queue, batch);
        }
    }

    private async Task<List<ReceivedMessage>> GatherAsync(MessageQueue queue)
    {
        var batch = new List<ReceivedMessage>();
        while (batch.Count == 0)
            batch.AddRange(await ReceiveAsync(queue, mapping.BatchSize, s_longestPoll, MaxBatchBytes));
        if (mapping.Window == TimeSpan.Zero)
            return batch;
        var end = time.GetUtcNow() + mapping.Window;
        try
        {
            while (batch.Count < mapping.BatchSize && end - time.GetUtcNow() is var left && left > TimeSpan.Zero)
            {
                var room = MaxBatchBytes - batch.Sum(m => (long)m.Body.Length);
                if (room <= 0)
                    break;
                batch.AddRange(await ReceiveAsync(queue, mapping.BatchSize - batch.Count, left, room));
            }
        }
        catch (OperationCanceledException)
        {
            // What was received is still processed.
        }
        return batch;
    }

    /// <summary>Messages that the function doesn't get are done.</summary>
    private async Task<IEnumerable<ReceivedMessage>> ReceiveAsync(MessageQueue queue, int max, TimeSpan wait, long maxBytes)
    {
        var received = await queue.ReceiveAsync(max, null, wait, _stop.Token, maxBytes, Hold);
        var taken = received.Where(m => mapping.Filter.Takes(m, queue, catalog.Region)).ToArray();
        foreach (var other in received.Except(taken))
            Delete(queue, other);
        Hold(taken.Length - received.Count);
        return taken;
    }

    private async Task ProcessAsync(MessageQueue queue, List<ReceivedMessage> batch)
    {
        try
        {
            var result = await InvokeAsync(queue, batch);
            var failed =
                result is null or { FunctionError: not null } ? null
                : mapping.ReportsFailures ? BatchAnswer.Failures(result.Payload, batch.Select(m => m.Id).ToHashSet(StringComparer.Ordinal))
                : new HashSet<string>();
            foreach (var message in batch)
            {
                if (failed?.Contains(message.Id) == false)
                    Delete(queue, message);
            }
            Volatile.Write(ref _lastResult, failed is null ? "PROBLEM: Function call failed" : "OK");
        }
        catch (OperationCanceledException)
        {
            // The platform stops; the messages become visible again.
        }
        catch (Exception e)
        {
            Volatile.Write(ref _lastResult, "PROBLEM: " + e.Message);
            log?.Invoke($"{mapping.Function.Name}: a batch of {queue.Name} failed: {e.Message}");
        }
        finally
        {
            Hold(-batch.Count);
            _slots.Release();
        }
    }

    /// <summary>
    /// A throttled batch is tried again as long as its messages are invisible to others. Null: there was no room, or the function is gone.
    /// </summary>
    private async Task<InvocationResult?> InvokeAsync(MessageQueue queue, List<ReceivedMessage> batch)
    {
        var payload = SqsEvent.Write(batch, queue, catalog.Region);
        var until = time.GetUtcNow() + queue.Attributes.Visibility;
        for (var pause = TimeSpan.FromMilliseconds(250); ; pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause)
        {
            try
            {
                var version = catalog.Resolve(mapping.Function, draw: true);
                var (trace, _) = Recursion.Step(TraceHeader.New(version.Configuration.TracesActively), mapping.Function.Name);
                var arn = FunctionName.Arn(catalog.Region, mapping.Function.Name, mapping.Function.Qualifier);
                var invocation = new Invocation(Guid.NewGuid().ToString(), payload, arn, trace);
                version.Pool.Dispatch(invocation);
                return await invocation.Result.WaitAsync(stopping);
            }
            catch (LambdaError e) when (e.Status is 429 or 404)
            {
                if (time.GetUtcNow() + pause >= until)
                    return null;
                await Task.Delay(pause, time, stopping);
            }
        }
    }

    private void Delete(MessageQueue queue, ReceivedMessage message)
    {
        try
        {
            queue.Delete(message.Receipt);
        }
        catch (SqsError e)
        {
            log?.Invoke($"{mapping.Function.Name}: a message of {queue.Name} is delivered again: {e.Message}");
        }
    }
}
