namespace Fusionize.Generators.Tests.Equality;

/// <summary>Which effects come before which, by the rules of docs/programming-model.md ("What is the same under every setup").</summary>
internal static class PromisedOrder
{
    /// <summary>The first two effects that came in the wrong order; null where all came as promised.</summary>
    public static string? ViolationIn(Node program, IReadOnlyList<string> labels)
    {
        var places = labels.Select((label, place) => (Path: label.Split(' ')[0], place)).ToDictionary(static l => l.Path, static l => l.place);
        string? violation = null;
        Walk(program, "");
        return violation;

        // Gives the last place of what the caller has waited for. Each attempt of a detached call is a run of its own.
        int Walk(Node node, string path)
        {
            if (!places.TryGetValue(path, out var begin))
                return -1;
            var last = begin;
            for (var i = 0; i < node.Steps.Count; i++)
            {
                var step = node.Steps[i];
                var after = last;
                for (var turn = 0; turn < (step.Kind == StepKind.Loop ? step.Times : 1); turn++)
                {
                    for (var child = 0; child < step.Nodes.Count; child++)
                    {
                        var below = $"{path}/{i}.{turn}.{child}";
                        Expect(below, after);
                        var ended = Walk(step.Nodes[child], below);
                        if (step.Kind == StepKind.Detach)
                        {
                            for (var attempt = 2; attempt <= PromisedAttempts.Most; attempt++)
                            {
                                Expect($"{below}#{attempt}", after);
                                Walk(step.Nodes[child], $"{below}#{attempt}");
                            }
                            continue;
                        }
                        last = Math.Max(last, ended);
                        // One after the other, or all at once.
                        if (step.Kind is StepKind.Await or StepKind.Loop)
                            after = last;
                    }
                }
            }
            Expect(path + ".", last);
            return places.TryGetValue(path + ".", out var end) ? Math.Max(last, end) : last;
        }

        void Expect(string path, int after)
        {
            if (places.TryGetValue(path, out var place) && place < after)
                violation ??= $"'{path}' came before '{labels[after]}'";
        }
    }
}
