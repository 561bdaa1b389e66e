namespace WebShop.Pages;

internal static class MessageView
{
    public static Html Render(Visit visit, string title, string text) =>
        Page.Render(visit, title, Html.Of($"""<h2>{title}</h2><p role="alert">{text}</p><p><a href="/">Back to the shop</a></p>"""));
}
