sealed record Order(string Id);

static class Tasks
{
    [FusionTask, HttpGet("/a")] public static Task A(Order order) => Task.CompletedTask; // FZ0044
    [FusionTask, HttpDelete("/b")] public static Task B([FromBody] string text) => Task.CompletedTask; // FZ0044
    [FusionTask, HttpGet("/c")] public static Task C([FromForm] string text) => Task.CompletedTask; // FZ0044
    [FusionTask, HttpPost("/d"), HttpGet("/d")] public static Task D(Order? order) => Task.CompletedTask; // FZ0044
}
