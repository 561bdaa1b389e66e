static class Tasks
{
    [FusionTask, HttpGet("/orders/{number}")] public static Task A([FromRoute("number")] string id) => Task.CompletedTask;
    [FusionTask, HttpGet("/a/{X}")] public static Task B(string x) => Task.CompletedTask;
    [FusionTask, HttpGet("/b/{x}/{y}")] public static Task C(HttpRequest request) => Task.CompletedTask;
    [FusionTask, HttpGet("/c/{x}"), HttpGet("/c")] public static Task D(string? x = null) => Task.CompletedTask;
}
