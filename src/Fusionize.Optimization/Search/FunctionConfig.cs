using Fusionize.Optimization.Predictor;

namespace Fusionize.Optimization.Search;

/// <summary>
/// One way to deploy a function: the task that it serves, the tasks that are local in it, its size, and the functions that it waits for.
/// </summary>
/// <param name="HandedOver">Local tasks whose asynchronous calls go to another function all the same.</param>
/// <param name="Total">USD per invocation, the functions that it invokes included.</param>
internal sealed record FunctionConfig(
    int Task,
    TaskSet Local,
    TaskSet HandedOver,
    int MemoryMB,
    string Architecture,
    SetupPredictor.Served Served,
    double Total,
    FunctionConfig[] Callees
);
