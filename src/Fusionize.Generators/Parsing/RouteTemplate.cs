namespace Fusionize.Generators.Parsing;

/// <summary>A route's template: literal segments, and variables that take a whole segment. API Gateway supports the same.</summary>
internal sealed class RouteTemplate
{
    private const string LiteralMarks = "-._~!$&'()*,;=:@";

    private RouteTemplate(IReadOnlyList<string> variables, string shape, string? problem) =>
        (Variables, Shape, Problem) = (variables, shape, problem);

    /// <summary>The names of the variables, in order.</summary>
    public IReadOnlyList<string> Variables { get; }

    /// <summary>The template without the names of its variables. Routes of the same shape match the same paths.</summary>
    public string Shape { get; }

    /// <summary>The error in the template; null for none.</summary>
    public string? Problem { get; }

    public static RouteTemplate Parse(string? template)
    {
        var variables = new List<string>();
        if (template is null || template.Length == 0 || template[0] != '/')
            return Bad("it has to begin with '/'");
        if (template == "/")
            return new(variables, template, null);
        var segments = template.Substring(1).Split('/');
        var shape = "";
        for (var i = 0; i < segments.Length; i++)
        {
            var segment = segments[i];
            if (segment.Length == 0)
                return Bad(i == segments.Length - 1 ? "it must not end with '/'" : "it has an empty segment");
            if (segment[0] == '{' && segment[segment.Length - 1] == '}')
            {
                var takesRest = segment.Length > 2 && segment[segment.Length - 2] == '+';
                var name = segment.Substring(1, segment.Length - (takesRest ? 3 : 2));
                if (!IsName(name))
                    return Bad($"'{segment}' is no variable: its name has letters, digits and '_', and no constraint or default value");
                if (takesRest && i < segments.Length - 1)
                    return Bad($"'{segment}' takes the rest of the path, so it has to be the last segment");
                if (variables.Contains(name, StringComparer.OrdinalIgnoreCase))
                    return Bad($"it has two variables '{name}'");
                variables.Add(name);
                shape += takesRest ? "/{+}" : "/{}";
                continue;
            }
            if (segment.IndexOfAny(['{', '}']) >= 0)
                return Bad($"'{segment}' mixes text and a variable; a variable takes a whole segment");
            if (segment.FirstOrDefault(static c => !IsLetterOrDigit(c) && LiteralMarks.IndexOf(c) < 0) is var c and not '\0')
                return Bad($"a path can't have '{c}' in it as it is; write the decoded text in a variable, or another path");
            shape += "/" + segment;
        }
        return new(variables, shape, null);

        RouteTemplate Bad(string problem) => new([], "", problem);
    }

    private static bool IsName(string name) =>
        name.Length > 0 && name.All(static c => IsLetterOrDigit(c) || c == '_') && !(name[0] is >= '0' and <= '9');

    private static bool IsLetterOrDigit(char c) => c is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9';
}
