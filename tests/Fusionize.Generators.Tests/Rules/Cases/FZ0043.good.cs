sealed record Order(string Id);

enum Color { Red }

static class Tasks
{
    [FusionTask, HttpPost("/a/{id}")]
    public static Task A(string id, Order order, int n, Color color, Guid? guid, [FromHeader] DateTimeOffset at, [FromCookie] string? sid, Uri link,
        HttpRequest request, CancellationToken ct) => Task.CompletedTask;
    [FusionTask, HttpPost("/b")] public static Task B([FromForm] string name, [FromForm] int? age) => Task.CompletedTask;
    [FusionTask, HttpPost("/f/{x}"), HttpPost("/f")] public static Task F(string x = "") => Task.CompletedTask;
    [FusionTask, HttpPut("/g")] public static Task G([FromBody] string text) => Task.CompletedTask;
}
