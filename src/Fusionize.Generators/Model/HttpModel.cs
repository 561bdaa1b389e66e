using Fusionize.Shared;

namespace Fusionize.Generators.Model;

/// <summary>The model of the generated code for a task with a route.</summary>
/// <param name="Routes">The routes.</param>
/// <param name="Parameters">The parameters without the <c>CancellationToken</c>.</param>
/// <param name="Cors">The arguments of <c>HttpRoutes.Cors</c>; null without CORS.</param>
/// <param name="Checks">Statements that validate the values.</param>
/// <param name="Validators">The validators that they need.</param>
/// <param name="Sample">A request that a function rehearses in INIT.</param>
internal sealed record HttpModel(
    EquatableArray<ManifestRoute> Routes,
    EquatableArray<BoundParameter> Parameters,
    string? Cors,
    EquatableArray<string> Checks,
    EquatableArray<ValidatorModel> Validators,
    SampleRequest Sample
);

/// <summary>A sample request that contains all parameters.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Target">The path with the query string.</param>
/// <param name="Headers">Names and values alternate.</param>
/// <param name="Form">The fields of a form; null for none.</param>
internal sealed record SampleRequest(string Method, string Target, EquatableArray<string> Headers, string? Form);

/// <summary>A parameter that is bound from an HTTP request.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Value">The expression that reads it.</param>
/// <param name="BodyType">The type whose JSON metadata the expression needs, as <c>json</c>; null for none.</param>
internal sealed record BoundParameter(string Type, string Value, string? BodyType);

/// <summary>A method that validates values of one type.</summary>
/// <param name="Name">The method's name.</param>
/// <param name="Type">The type.</param>
/// <param name="Statements">Its body, in which <c>errors</c>, <c>path</c> and <c>value</c> are parameters.</param>
internal sealed record ValidatorModel(string Name, string Type, EquatableArray<string> Statements);
