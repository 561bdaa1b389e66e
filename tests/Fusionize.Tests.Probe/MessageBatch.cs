using System.Text;
using System.Text.Json.Nodes;

/// <summary>Handles a batch of a queue: writes each message down, and reports those whose text begins with "poison".</summary>
internal static class MessageBatch
{
    public static string Process(JsonArray records)
    {
        var failed = new JsonArray();
        var stopped = new HashSet<string>();
        foreach (var record in records)
        {
            var body = (string)record!["body"]!;
            var group = (string?)record["attributes"]!["MessageGroupId"] ?? "";
            var isPoison = body.StartsWith("poison", StringComparison.Ordinal);
            // The rest of a group waits for its failed message.
            var waits = stopped.Contains(group);
            if (!waits)
                Note($"{body} {(string?)record["attributes"]!["ApproximateReceiveCount"]}");
            if (isPoison && group.Length > 0)
                stopped.Add(group);
            if (isPoison || waits)
                failed.Add(new JsonObject { ["itemIdentifier"] = (string)record["messageId"]! });
        }
        return Environment.GetEnvironmentVariable("PROBE_REPORTS") switch
        {
            "nothing" => "null",
            "nonsense" => """{"batchItemFailures":[{"itemIdentifier":"nobody"}]}""",
            _ => new JsonObject { ["batchItemFailures"] = failed }.ToJsonString(),
        };
    }

    private static void Note(string line)
    {
        using var file = OpenAlone(Environment.GetEnvironmentVariable("PROBE_NOTES")!);
        file.Write(Encoding.UTF8.GetBytes(line + "\n"));
    }

    /// <summary>Several processes write, and .NET appends at the end that it has found before.</summary>
    private static FileStream OpenAlone(string file)
    {
        while (true)
        {
            try
            {
                return new(file, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 1);
            }
            catch (IOException)
            {
                Thread.Sleep(1);
            }
        }
    }
}
