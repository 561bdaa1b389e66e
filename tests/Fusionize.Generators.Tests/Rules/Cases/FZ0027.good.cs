// The package doesn't take effect here.
static class NoWork
{
    public static Task Root() => Task.CompletedTask;
}
