static class Tasks
{
    [FusionTask, HttpGet("/orders/{id}")] public static Task A(string id) => Task.CompletedTask;
    [FusionTask, HttpGet("/orders/{name}")] public static Task B(string name) => Task.CompletedTask; // FZ0041
    [FusionTask, HttpGet("/files/{path+}")] public static Task C(string path) => Task.CompletedTask;
    [FusionTask, HttpGet("/files/{rest+}")] public static Task D(string rest) => Task.CompletedTask; // FZ0041
    [FusionTask, HttpPost("/same"), HttpPut("/same")] public static Task E() => Task.CompletedTask;
    [FusionTask]
    [HttpPost("/other")]
    [HttpPost("/same")] // FZ0041
    [HttpPost("/other")] // FZ0041
    public static Task F() => Task.CompletedTask;
}
