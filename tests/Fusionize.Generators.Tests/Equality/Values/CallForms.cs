namespace Fusionize.Generators.Tests.Equality.Values;

/// <summary>
/// Ways to write a task call in C#: bodies of an asynchronous method that give the text of <c>Take(made)</c>, or of what <c>Give()</c> gives;
/// <c>@T</c> is the value's type.
/// </summary>
internal static class CallForms
{
    public static readonly string[] Taking =
    [
        "return await Take(made);",
        "return await Tasks.Take(made);",
        "return await global::@S.Tasks.Take(made);",
        "return await Take(value: made);",
        "return await (Take(made));",
        "return await Take((made));",
        "return await Take(made!)!;",
        "return await Take(made).ConfigureAwait(false);",
        "return await Take(made).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);",
        "return await Take(made).WaitAsync(TimeSpan.FromMinutes(1));",
        "return await (Task<string>)Take(made);",
        "return await new ValueTask<string>(Take(made));",
        "var task = Take(made); return await task;",
        "var task = Take(made); await Task.Yield(); return await task;",
        "Task<string> task; task = Take(made); return await task;",
        "Task<string>? task = null; task ??= Take(made); return await task;",
        "return await Local(); Task<string> Local() => Take(made);",
        "return await Local(made); static Task<string> Local(@T m) => Take(m);",
        "return await Local(made); async Task<string> Local(@T m) { return await Take(m); }",
        "return await Local<int>(); Task<string> Local<TAny>() => Take(made);",
        "Func<Task<string>> f = () => Take(made); return await f();",
        "Func<Task<string>> f = async () => await Take(made); return await f();",
        "Func<@T, Task<string>> f = static m => Take(m); return await f(made);",
        "Func<@T, Task<string>> f = delegate(@T m) { return Take(m); }; return await f(made);",
        "Func<Func<Task<string>>> f = () => () => Take(made); return await f()();",
        "return await ((Func<Task<string>>)(() => Take(made)))();",
        "return await new Lazy<Task<string>>(() => Take(made)).Value;",
        "return (await Task.WhenAll(Take(made)))[0];",
        "return await await Task.WhenAny(Take(made));",
        "return await Task.Run(() => Take(made));",
        "return await Take(made).ContinueWith(static t => t.Result);",
        "foreach (var one in new[] { made }) return await Take(one); return \"\";",
        "for (var i = 0; ; i++) return await Take(made);",
        "while (true) return await Take(made);",
        "do { return await Take(made); } while (true);",
        "if (await Take(made) is { } seen) return seen; return \"\";",
        "return await Take(made) switch { var seen => seen };",
        "switch (await Take(made)) { case var seen when seen.Length >= 0: return seen; default: return \"\"; }",
        "switch (Environment.ProcessorCount) { case > 0: return await Take(made); default: return \"\"; }",
        "return await Take(made) is string seen && seen.Length >= 0 ? seen : \"\";",
        "return Environment.ProcessorCount > 0 ? await Take(made) : \"\";",
        "return nameof(Take).Length > 0 ? await Take(made) : \"\";",
        "return await Take(made) ?? \"\";",
        "return await Take(made) ?? throw new FormatException();",
        "return $\"{await Take(made)}\";",
        "return $\"{(await Take(made)) + \"\"}\";",
        "return string.Concat(\"\", await Take(made));",
        "try { return await Take(made); } finally { await Task.Yield(); }",
        "try { throw new FormatException(); } catch (FormatException) { return await Take(made); }",
        "var seen = \"\"; try { await Task.Yield(); } finally { seen = await Take(made); } return seen;",
        "using var stream = new MemoryStream(); return await Take(made);",
        "return await Task.FromResult(made) is var m ? await Take(m) : \"\";",
        "return await Take(made is var same ? same : made);",
        "@T copy; return await Take(copy = made);",
        "var (seen, _) = (await Take(made), 1); return seen;",
        "string seen; seen = await Take(made); return seen;",
        "string? seen = null; seen ??= await Take(made); return seen;",
        "var seen = \"\"; seen += await Take(made); return seen;",
        "var seen = new List<string> { await Take(made) }; return seen[0];",
        "var seen = new Dictionary<string, string> { [\"it\"] = await Take(made) }; return seen[\"it\"];",
        "string[] seen = [await Take(made)]; return seen[^1];",
        "var seen = new { Text = await Take(made) }; return seen.Text;",
        "return await (from m in new[] { made } select Take(m)).Single();",
        "return await new[] { made }.Select(static m => Take(m)).Single();",
        "await foreach (var seen in Each()) return seen; return \"\"; async IAsyncEnumerable<string> Each() { yield return await Take(made); }",
        "return await Each().Single(); IEnumerable<Task<string>> Each() { yield return Take(made); }",
        "goto call; call: return await Take(made);",
        "checked { return await Take(made); }",
        "{ { return await Take(made); } }",
        "return await Take(\n            made\n        );",
        "return await /* a comment */ Take /* and */ (made);",
        "return await Caller.Through(made);",
        "return await new Caller(made).Property;",
        "return await new Caller(made)[0];",
        "return await new Keeper(made).Kept;",
        "return await +new Caller(made);",
        "return await made.Extended();",
        "Func<@T, Task<string>> f = Take; return await f(made);",
        "return await new[] { made }.Select(Take).Single();",
        "return await (Take)(made);",
        "dynamic any = made; return await Take(any);",
    ];

    public static readonly string[] Giving =
    [
        "return See.Of(await Give());",
        "var given = await Give(); return See.Of(given);",
        "@T given = await Tasks.Give().ConfigureAwait(false); return See.Of(given);",
        "return See.Of((await Task.WhenAll(Give(), Give()))[1]);",
        "_ = await Give(); return See.Of(await Give());",
        "await Give(); return See.Of(await Give());",
        "return await Take(await Give());",
        "Func<Task<@T>> f = static () => Give(); return See.Of(await f());",
        "var later = Give(); await Task.Yield(); return See.Of(await later);",
        "return await Give() is var given ? See.Of(given) : \"\";",
    ];

    /// <summary>What some of them use.</summary>
    public const string Helpers = """
        public sealed class Caller(@T made)
        {
            public Task<string> Property => Tasks.Take(made);
            public Task<string> this[int at] { get { return Tasks.Take(made); } }
            public static Task<string> Through(@T m) => Tasks.Take(m);
            public static Task<string> operator +(Caller caller) => caller.Property;
        }

        public sealed class Keeper(@T made) { public readonly Task<string> Kept = Tasks.Take(made); }

        public static class Extensions
        {
            extension(@T made) { public Task<string> Extended() => Tasks.Take(made); }
        }
        """;
}
