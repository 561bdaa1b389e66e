sealed record Order(string Id);

static class Tasks
{
    [FusionTask, HttpGet("/a")] public static Task A(string id, HttpRequest request) => Task.CompletedTask;
    [FusionTask, HttpDelete("/b/{id}")] public static Task B(string id) => Task.CompletedTask;
    [FusionTask, HttpPost("/d"), HttpPut("/d"), HttpPatch("/d")] public static Task D(Order order) => Task.CompletedTask;
}
