using Microsoft.AspNetCore.Http;

namespace Fusionize.Live.Pages;

/// <summary>A component and its parameters.</summary>
internal sealed record Content(Type Component, Dictionary<string, object?> Parameters);

/// <summary>One viewer's look at a page.</summary>
internal interface IPageView
{
    /// <summary>What to show now; null: the same as at the last call.</summary>
    Content? Next();
}

/// <summary>A page of the dashboard.</summary>
/// <param name="name">Its address.</param>
/// <param name="title">Its name for people.</param>
internal abstract class LivePage(string name, string title)
{
    public string Name => name;

    public string Title => title;

    /// <summary>The part that no update replaces; null: none.</summary>
    public virtual Content? Controls(IQueryCollection query) => null;

    /// <summary>Begins a look.</summary>
    public abstract IPageView Open(IQueryCollection query);

    /// <summary>Handles a form. Returns the address to show next; null: the page has no forms.</summary>
    public virtual Task<string?> PostAsync(IFormCollection form, CancellationToken cancellation) => Task.FromResult<string?>(null);

    /// <summary>A look that is the same for all viewers, and new at every update.</summary>
    protected sealed class PlainView(Func<Content?> next) : IPageView
    {
        public Content? Next() => next();
    }
}
