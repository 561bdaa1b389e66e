namespace Fusionize.Setups.Http;

/// <summary>A route that a task declares.</summary>
/// <param name="Task">The entry task.</param>
/// <param name="Method">The HTTP method, in capitals.</param>
/// <param name="Template">The path, such as <c>/products/{id}</c>.</param>
internal sealed record TaskRoute(string Task, string Method, string Template);

/// <summary>A route of an application's HTTP API.</summary>
/// <param name="Key">Method and template, as AWS writes them: <c>GET /products/{id}</c>. The method <c>ANY</c> stands for all without a route of
/// their own.</param>
/// <param name="Task">The entry task whose function gets the requests.</param>
internal sealed record ApiRoute(string Key, string Task);
