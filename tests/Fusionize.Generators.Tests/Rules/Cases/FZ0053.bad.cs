static class Tasks
{
    [SqsTrigger("a")] public static Task A(string text) => Task.CompletedTask; // FZ0053
    [Schedule("rate(1 hour)")] public static Task B() => Task.CompletedTask; // FZ0053
}
