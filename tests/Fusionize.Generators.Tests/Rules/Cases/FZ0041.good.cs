static class Tasks
{
    [FusionTask, HttpGet("/orders/{id}")] public static Task A(string id) => Task.CompletedTask;
    [FusionTask, HttpPut("/orders/{id}"), HttpDelete("/orders/{id}")] public static Task B(string id) => Task.CompletedTask;
    [FusionTask, HttpGet("/orders/newest")] public static Task C() => Task.CompletedTask;
    [FusionTask, HttpGet("/orders/{path+}")] public static Task D(string path) => Task.CompletedTask;
    [FusionTask, HttpGet("/Orders/{id}")] public static Task E(string id) => Task.CompletedTask;
}
