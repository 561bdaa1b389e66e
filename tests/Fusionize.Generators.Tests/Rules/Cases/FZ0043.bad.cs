sealed record Order(string Id);

static class Tasks
{
    [FusionTask, HttpPost("/a")] public static Task A(Order order, Order copy) => Task.CompletedTask; // FZ0043
    [FusionTask, HttpPost("/b")] public static Task B([FromQuery] Order order) => Task.CompletedTask; // FZ0043
    [FusionTask, HttpPost("/c/{order}")] public static Task C(Order order) => Task.CompletedTask; // FZ0043
    [FusionTask, HttpPost("/d/{ids}")] public static Task D(ImmutableInts ids) => Task.CompletedTask; // FZ0043
    [FusionTask, HttpPost("/e")] public static Task E([FromRoute] string id) => Task.CompletedTask; // FZ0043
    [FusionTask, HttpPost("/f/{x}"), HttpPost("/f")] public static Task F(string x) => Task.CompletedTask; // FZ0043
    [FusionTask, HttpPost("/g")] public static Task G([FromForm] string x, Order order) => Task.CompletedTask; // FZ0043
    [FusionTask, HttpPost("/h")] public static Task H(Order order, [FromForm] string x) => Task.CompletedTask; // FZ0043
    [FusionTask, HttpPost("/i")] public static Task I([FromCookie] Order order) => Task.CompletedTask; // FZ0043
    [FusionTask, HttpPost("/j")] public static Task J([FromHeader] Order? order) => Task.CompletedTask; // FZ0043
}

sealed record ImmutableInts(int A);
