static class Tasks
{
    [HttpGet("/a")] public static Task A() => Task.CompletedTask; // FZ0045
    [HttpPost("/b")] internal static int B(string x) => 1; // FZ0045
}
