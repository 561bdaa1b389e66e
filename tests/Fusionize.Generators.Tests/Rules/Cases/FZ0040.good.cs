static class Tasks
{
    [FusionTask, HttpGet("/")] public static Task A() => Task.CompletedTask;
    [FusionTask, HttpGet("/orders/{id}/lines/{line}")] public static Task B(string id, int line) => Task.CompletedTask;
    [FusionTask, HttpGet("/files/{path+}")] public static Task C(string path) => Task.CompletedTask;
    [FusionTask, HttpGet("/.well-known/a~b_c;v=1,2@x:y")] public static Task D() => Task.CompletedTask;
    [FusionTask, HttpGet("/{all+}")] public static Task E(string all) => Task.CompletedTask;
}
