static class Tasks
{
    [FusionTask, HttpGet("/orders/{number}")] public static Task A(string id) => Task.CompletedTask; // FZ0042
    [FusionTask, HttpGet("/a/{x}/{y}")] public static Task B(string x) => Task.CompletedTask; // FZ0042
    [FusionTask, HttpGet("/b/{x}")] public static Task C([FromQuery] string x) => Task.CompletedTask; // FZ0042
    [FusionTask, HttpGet("/c/{path+}")] public static Task D() => Task.CompletedTask; // FZ0042
}
