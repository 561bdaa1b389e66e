static class Work
{
    public static Task Property { [FusionTask] get => Task.CompletedTask; } // FZ0028
    public static Task Both
    {
        get => Task.CompletedTask;
        [FusionTask] set { } // FZ0028
    }
    public static event Action Event
    {
        [FusionTask] add { } // FZ0028
        remove { }
    }
    static object Lambda() => [FusionTask] () => Task.CompletedTask; // FZ0028
    extension(string text)
    {
        [FusionTask] public Task Send() => Task.CompletedTask; // FZ0028
        [FusionTask] public static Task Receive(string other) => Task.CompletedTask; // FZ0028
    }
}
class Adding
{
    [FusionTask] public static Task operator +(Adding x, Adding y) => Task.CompletedTask; // FZ0028
    [FusionTask] public static implicit operator Task(Adding x) => Task.CompletedTask; // FZ0028
    [FusionTask] ~Adding() { } // FZ0028
}
