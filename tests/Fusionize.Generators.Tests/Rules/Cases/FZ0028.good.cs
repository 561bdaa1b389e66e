static class Work
{
    [FusionTask(Entry = true)] public static Task Root() => Send("");
    [FusionTask] public static Task Send(this string text) => Task.CompletedTask;
    public static Task Property => Task.CompletedTask;
    extension(string text)
    {
        public Task SendTwice() => text.Send();
    }
}
