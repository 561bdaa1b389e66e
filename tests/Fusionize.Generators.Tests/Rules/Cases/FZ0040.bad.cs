static class Tasks
{
    [FusionTask, HttpGet("orders")] public static Task A() => Task.CompletedTask; // FZ0040
    [FusionTask, HttpGet("")] public static Task B() => Task.CompletedTask; // FZ0040
    [FusionTask, HttpGet("/a/")] public static Task C() => Task.CompletedTask; // FZ0040
    [FusionTask, HttpGet("/a//b")] public static Task D() => Task.CompletedTask; // FZ0040
    [FusionTask, HttpGet("/a/{id:int}")] public static Task E() => Task.CompletedTask; // FZ0040
    [FusionTask, HttpGet("/a/{id?}")] public static Task F() => Task.CompletedTask; // FZ0040
    [FusionTask, HttpGet("/a/{*rest}")] public static Task G() => Task.CompletedTask; // FZ0040
    [FusionTask, HttpGet("/a/{rest+}/b")] public static Task H() => Task.CompletedTask; // FZ0040
    [FusionTask, HttpGet("/a/x{id}")] public static Task I() => Task.CompletedTask; // FZ0040
    [FusionTask, HttpGet("/a/{id}/{ID}")] public static Task J() => Task.CompletedTask; // FZ0040
    [FusionTask, HttpGet("/a/{}")] public static Task K() => Task.CompletedTask; // FZ0040
    [FusionTask, HttpGet("/a/{1}")] public static Task L() => Task.CompletedTask; // FZ0040
    [FusionTask, HttpGet("/a/b c")] public static Task M() => Task.CompletedTask; // FZ0040
    [FusionTask, HttpGet("/a?x=1")] public static Task N() => Task.CompletedTask; // FZ0040
    [FusionTask, HttpGet("/k%C3%A4se")] public static Task O() => Task.CompletedTask; // FZ0040
    [FusionTask, HttpGet(null!)] public static Task P() => Task.CompletedTask; // FZ0040
    [FusionTask, HttpGet("/a/}")] public static Task Q() => Task.CompletedTask; // FZ0040
}
